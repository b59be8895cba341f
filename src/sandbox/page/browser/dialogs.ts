/** Slack's confirmation dialog, the bot's modals, and error messages. */
export const DIALOGS = `
const confirmDialog = document.getElementById('confirm');
const trouble = document.getElementById('trouble');

// Resolves to true if the person confirms. Esc means no.
function agrees(dialog) {
  const [deny, confirm] = confirmDialog.querySelectorAll('[data-answer]');
  document.getElementById('confirm-title').textContent = dialog.title;
  document.getElementById('confirm-text').textContent = dialog.text;
  deny.textContent = dialog.deny;
  confirm.textContent = dialog.confirm;
  confirm.className = 'button ' + (dialog.style === 'danger' ? 'danger' : 'primary');
  confirmDialog.returnValue = 'deny';
  confirmDialog.showModal();
  confirm.focus();
  return new Promise((resolve) => {
    confirmDialog.onclose = () => resolve(confirmDialog.returnValue === 'confirm');
  });
}

confirmDialog.addEventListener('click', ({ target }) => {
  const answer = target.closest('[data-answer]');
  if (answer) confirmDialog.close(answer.dataset.answer);
});
confirmDialog.addEventListener('cancel', () => { confirmDialog.returnValue = 'deny'; });

let beforeModals;

// Shows new modals in the order of the stack. The browser handles focus and Esc.
function showModals(region) {
  const dialogs = [...region.querySelectorAll('dialog')];
  for (const dialog of dialogs) {
    if (dialog.open) continue;
    beforeModals ??= document.activeElement;
    dialog.addEventListener('cancel', (event) => {
      event.preventDefault();
      act({ do: 'close', person: screen.person, view: dialog.dataset.view });
    });
    dialog.showModal();
    dialog.querySelector('[data-field]:not([type=radio])')?.focus();
  }
  if (dialogs.length === 0 && beforeModals) {
    if (beforeModals.isConnected) beforeModals.focus();
    beforeModals = undefined;
  }
  const wrong = dialogs.at(-1)?.querySelector('[aria-invalid]');
  if (wrong && document.activeElement?.type === 'submit') wrong.focus();
}

let troubleEnds;
// A popover, so that it is above every open dialog.
function sayTrouble(text) {
  trouble.textContent = text;
  trouble.hidePopover();
  trouble.showPopover();
  clearTimeout(troubleEnds);
  troubleEnds = setTimeout(() => trouble.hidePopover(), 8000);
}
`;
