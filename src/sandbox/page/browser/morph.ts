/**
 * Updates a region to the sent HTML, element by element, so that focus, scrolling, typed text and unfolded parts stay.
 * Elements with the same `data-key` are the same element, wherever they move.
 */
export const MORPH = `
const keyOf = (node) => (node.nodeType === Node.ELEMENT_NODE ? node.getAttribute('data-key') : null);

// The reader decides what is open. The server only sets the initial state.
const isReaders = (element, name) => name === 'open' && /^(DETAILS|DIALOG)$/.test(element.tagName);

function morphAttributes(from, to) {
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name) && !isReaders(from, name)) from.removeAttribute(name);
  }
  for (const { name, value } of to.attributes) {
    if (from.getAttribute(name) !== value && !isReaders(from, name)) from.setAttribute(name, value);
  }
}

function morphNode(from, to) {
  if (from.nodeType !== Node.ELEMENT_NODE) {
    if (from.nodeValue !== to.nodeValue) from.nodeValue = to.nodeValue;
    return;
  }
  morphAttributes(from, to);
  morphChildren(from, to);
}

function morphChildren(from, to) {
  const keyed = new Map([...from.children].map((child) => [keyOf(child), child]));
  let at = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    const key = keyOf(wanted);
    const candidate = key === null ? at : keyed.get(key);
    const isSame = candidate && candidate.nodeName === wanted.nodeName && keyOf(candidate) === key;
    if (!isSame) {
      from.insertBefore(wanted, at);
    } else {
      if (candidate === at) at = at.nextSibling;
      else from.insertBefore(candidate, at);
      morphNode(candidate, wanted);
    }
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

function morphRegion(region, html) {
  const sent = document.createElement(region.tagName);
  sent.innerHTML = html;
  morphChildren(region, sent);
}
`;
