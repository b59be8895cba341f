/** Posts what the person does. Elements are found by attributes, so that they can come and go. */
export const ACT = String.raw`
async function act(deed) {
  try {
    const response = await fetch('/deeds', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(deed),
    });
    if (!response.ok) sayTrouble(await response.text());
    return response.ok;
  } catch {
    sayTrouble('The sandbox cannot be reached.');
    return false;
  }
}

// Marks a button as busy until its work is done, so that nobody presses it twice.
async function whileBusy(button, work) {
  if (button.getAttribute('aria-busy') === 'true') return;
  button.setAttribute('aria-busy', 'true');
  try {
    await work();
  } finally {
    button.removeAttribute('aria-busy');
  }
}

function valueOf(field) {
  if (field.matches('.ticks')) {
    const ticked = [...field.querySelectorAll('input:checked')].map((input) => input.value);
    return field.querySelector('input[type=checkbox]') ? ticked : (ticked[0] ?? '');
  }
  return field.multiple ? [...field.selectedOptions].map((option) => option.value) : field.value;
}

const valuesIn = (form) =>
  Object.fromEntries([...form.querySelectorAll('[data-field]')].map((field) => [field.dataset.field, valueOf(field)]));

function placeOf(element) {
  const form = element.closest('[data-submit]');
  if (form) return { view: form.dataset.submit, values: valuesIn(form) };
  const message = element.closest('[data-ts]');
  return { channel: message.dataset.in, ts: message.dataset.ts };
}

async function press(button) {
  const { press: action, block, value, confirm } = button.dataset;
  const { person } = screen;
  const place = placeOf(button);
  if (confirm && !(await agrees(JSON.parse(confirm)))) return;
  await act({ do: 'press', person, place, block, action, value });
}

const clicks = {
  press: (button) => whileBusy(button, () => press(button)),
  person: (button) => go({ person: button.dataset.person }),
  channel: (button) => go({ channel: button.dataset.channel, thread: null }),
  openThread: (button) => go({ thread: button.dataset.openThread, tab: 'thread' }),
  closeThread: () => go({ thread: null, tab: 'channel' }),
  show: (button) => go({ tab: button.dataset.show }),
  dismiss: (button) => act({ do: 'dismiss', person: screen.person, ts: button.dataset.dismiss }),
  closeView: (button) => act({ do: 'close', person: screen.person, view: button.dataset.closeView }),
  decide: (button) =>
    act({ do: 'decide', person: screen.person, run: button.dataset.of, decision: button.dataset.decide }),
  workspaceDo: (button) =>
    act({ do: 'workspace', person: screen.person, workspace: button.dataset.of, what: button.dataset.workspaceDo }),
  suggest: (button) => suggest(button.dataset.suggest),
};

document.addEventListener('click', ({ target }) => {
  const button = target.closest?.('button, a');
  if (!button) return;
  for (const [name, click] of Object.entries(clicks)) if (name in button.dataset) click(button);
});

document.addEventListener('change', ({ target }) => {
  const { outcome, of, workspace } = target.dataset;
  if (workspace !== undefined) go({ workspace: target.value });
  else if (outcome !== undefined) act({ do: 'outcome', workspace: of, address: outcome, outcome: target.value });
  const chooser = target.closest('[data-choose]');
  if (!chooser || valueOf(chooser) === '') return;
  const { person } = screen;
  act({ do: 'choose', person, place: placeOf(chooser), action: chooser.dataset.choose, choice: valueOf(chooser) });
});

function suggest(text) {
  const composer = document.querySelector('textarea[name=composer]');
  composer.value = text;
  fitHeight(composer);
  composer.focus();
}

async function say(form) {
  const box = form.querySelector('textarea');
  const text = box.value.trim();
  const { person, channel, thread } = screen;
  if (text === '' || !channel) return;
  box.value = '';
  fitHeight(box);
  const inThread = form.dataset.say === 'reply' ? { thread } : {};
  const wasSaid = await act({ do: 'say', person, channel, text, ...inThread });
  if (!wasSaid && box.value === '') box.value = text;
}

document.addEventListener('submit', (event) => {
  event.preventDefault();
  const form = event.target;
  if ('say' in form.dataset) say(form);
  else if ('submit' in form.dataset) whileBusy(form, () => submit(form));
});

const submit = (form) => act({ do: 'submit', person: screen.person, view: form.dataset.submit, values: valuesIn(form) });

function fitHeight(box) {
  box.rows = Math.min(8, box.value.split('\n').length);
}

document.addEventListener('input', ({ target }) => { if (target.closest('.composer')) fitHeight(target); });

document.addEventListener('keydown', (event) => {
  const { target, key } = event;
  const isComposer = target.closest?.('.composer') && target.tagName === 'TEXTAREA';
  if (key === 'Enter' && isComposer && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    target.form.requestSubmit();
  }
  if (key === 'Escape' && screen.thread && !document.querySelector('dialog[open]')) clicks.closeThread();
});
`;
