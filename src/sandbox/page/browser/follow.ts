/** Keeps the current view in the address, and applies changes from the server. */
export const FOLLOW = `
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const regionNamed = (name) => document.querySelector('[data-region=' + name + ']');
const read = () => Object.fromEntries(new URLSearchParams(location.search));
const colours = matchMedia('(prefers-color-scheme: dark)');
let address = read();
let screen = address;
let stream;

function go(change) {
  const kept = Object.entries({ ...address, ...change }).filter(([, value]) => value);
  history.pushState(null, '', '?' + new URLSearchParams(kept));
  arrive();
}

function arrive() {
  const before = address;
  address = read();
  screen = { person: screen.person, channel: screen.channel, ...address };
  showTab();
  const opensThread = address.thread && address.thread !== before.thread;
  if (['person', 'channel', 'thread', 'workspace'].some((name) => address[name] !== before[name])) follow();
  const reply = document.querySelector('textarea[name=reply]');
  if (opensThread && !matchMedia('(max-width: 60rem)').matches) requestAnimationFrame(() => reply.focus());
}

// A narrow screen shows one pane at a time. The thread has one only while it is open.
function showTab() {
  const root = document.documentElement;
  const hasThread = root.dataset.thread === 'open' || Boolean(address.thread);
  root.dataset.tab = address.tab === 'thread' && !hasThread ? 'channel' : (address.tab ?? 'channel');
  for (const tab of document.querySelectorAll('[data-show]')) {
    if (tab.dataset.show === root.dataset.tab) tab.setAttribute('aria-current', 'true');
    else tab.removeAttribute('aria-current');
    tab.disabled = tab.dataset.show === 'thread' && !hasThread;
  }
}

// The person and channel that the server chose. The address may name none, or ones that this person cannot see.
function readChosen() {
  screen.person = document.querySelector('[data-person][aria-pressed=true]')?.dataset.person;
  screen.channel = document.querySelector('[data-channel][aria-current]')?.dataset.channel;
}

function follow() {
  stream?.close();
  const asked = Object.entries({ ...address, zone }).filter(([, value]) => value);
  const own = new EventSource('/events?' + new URLSearchParams(asked));
  stream = own;
  let isFirst = true;
  own.onmessage = ({ data }) => {
    if (own !== stream) return;
    document.getElementById('away').hidden = true;
    takeIn(JSON.parse(data), isFirst);
    isFirst = false;
    readChosen();
  };
  own.addEventListener('trouble', ({ data }) => sayTrouble(JSON.parse(data)));
  own.onerror = () => { document.getElementById('away').hidden = own !== stream; };
}

const logs = [...document.querySelectorAll('.messages')];
const atEnd = new Set(logs);
const showEnd = (log) => { if (atEnd.has(log)) log.scrollTop = log.scrollHeight; };

// Keeps the last message in view for a reader at the end, even if its pane reappears or changes its size.
for (const log of logs) {
  log.addEventListener('scroll', () => {
    if (log.clientHeight === 0) return;
    if (log.scrollHeight - log.scrollTop - log.clientHeight < 60) atEnd.add(log);
    else atEnd.delete(log);
  });
  new ResizeObserver(() => showEnd(log)).observe(log);
}

function takeIn(regions, isFirst) {
  if (isFirst) for (const log of logs) atEnd.add(log);
  for (const [name, html] of Object.entries(regions)) morphRegion(regionNamed(name), html);
  if ('modals' in regions) showModals(regionNamed('modals'));
  if ('thread' in regions) {
    document.querySelector('[data-pane=thread]').hidden = regions.thread === '';
    document.documentElement.dataset.thread = regions.thread === '' ? 'closed' : 'open';
    if (regions.thread === '') delete address.thread;
    showTab();
  }
  logs.forEach(showEnd);
}

function takeColours() {
  document.documentElement.dataset.theme = colours.matches ? 'dark' : 'light';
}

colours.addEventListener('change', takeColours);
addEventListener('popstate', arrive);
takeColours();
readChosen();
arrive();
follow();
`;
