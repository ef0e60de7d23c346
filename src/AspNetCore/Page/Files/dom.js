// Elements are made and filled here, and by text alone: nothing that an issuer or a token says ever becomes markup.

export const $ = (id) => document.getElementById(id);

// make('td', { class: 'number' }, 'text', element): strings become text, null is left out.
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? '' : String(value));
    }
  }

  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

// A long address may go on in the next line after a slash.
export const breakable = (address) => address.split(/(?<=[^/]\/)(?=[^/])/).flatMap((part, i) => (i === 0 ? [part] : [make('wbr'), part]));

// Only where it changes: else a screen reader says it again, and a selection is lost.
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

// Fills an element anew where what it is made from has changed.
export function fill(element, content, build) {
  const mark = JSON.stringify(content);
  if (element.filledWith !== mark) {
    element.filledWith = mark;
    element.replaceChildren(...build(content));
  }
}

let ahead = 0;

// The host's clock counts, not the browser's.
export function setNow(hostNow) {
  ahead = hostNow - Date.now() / 1000;
}

export const now = () => Date.now() / 1000 + ahead;

export function clock(seconds, withSeconds = false) {
  return new Date(seconds * 1000).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: withSeconds ? '2-digit' : undefined, hour12: false });
}

export function span(seconds) {
  const s = Math.max(0, Math.round(seconds));
  if (s < 90) {
    return `${s} s`;
  }

  if (s < 90 * 60) {
    return `${Math.round(s / 60)} min`;
  }

  return s < 36 * 3600 ? `${Math.round(s / 3600)} h` : `${Math.round(s / 86400)} days`;
}

export const ago = (time) => `${span(now() - time)} ago`;

export const until = (time) => (time > now() ? `in ${span(time - now())}` : 'due');

export const count = (number) => number.toLocaleString('en');

export function rate(perSecond) {
  return `${Number(perSecond.toFixed(perSecond >= 100 ? 0 : perSecond >= 10 ? 1 : 2))}/s`;
}

export function duration(seconds) {
  if (seconds === null || seconds === undefined) {
    return '–';
  }

  const ms = seconds * 1000;
  return ms < 1 ? `${Math.round(ms * 1000)} µs` : ms < 10 ? `${ms.toFixed(1)} ms` : ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
