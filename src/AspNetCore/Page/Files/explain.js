import { Refused, ask } from './api.js';
import { $, make, setText } from './dom.js';

const fields = ['method', 'url', 'authorization', 'dpop', 'scopes', 'tenant', 'at'];
const words = { passed: 'passed', failed: 'failed', not_reached: 'not reached' };

let page;
let asked = 0;

export function start(hooks) {
  page = hooks;
  $('explain-form').addEventListener('submit', (event) => {
    event.preventDefault();
    explain();
  });
  $('explain-clear').addEventListener('click', () => {
    clear();
    $('explain-url').focus();
  });
}

// What was pasted is a credential: nothing of it stays.
export function clear() {
  asked += 1;
  fields.forEach((field) => {
    input(field).value = field === 'method' ? 'GET' : '';
    input(field).removeAttribute('aria-invalid');
  });
  setText($('explain-fault'), '');
  $('explanation').replaceChildren(make('p', { class: 'empty' }, 'Paste what the client sent: the explanation appears here.'));
}

const input = (field) => $(`explain-${field}`);
const value = (field) => input(field).value.trim();

async function explain() {
  const mine = ++asked;
  setText($('explain-fault'), '');
  input('at').removeAttribute('aria-invalid');
  const body = question();
  if (body === null) {
    input('at').setAttribute('aria-invalid', 'true');
    setText($('explain-fault'), 'The time is neither whole Unix seconds nor a date like 2026-01-01T00:00:00Z.');
    input('at').focus();
    return;
  }

  try {
    const answer = await ask('v1/explain', { method: 'POST', body });
    if (mine === asked) {
      draw(answer);
    }
  } catch (fault) {
    if (mine === asked && fault.name !== 'AbortError' && !page.lost(fault)) {
      setText($('explain-fault'), fault instanceof Refused ? fault.message : 'The host cannot be reached.');
    }
  }
}

// The document of POST /v1/explain, of what was filled in alone; null where the time is none.
function question() {
  const body = {};
  for (const field of ['method', 'url', 'tenant']) {
    if (value(field) !== '') {
      body[field] = value(field);
    }
  }

  // As pasted from a log or a tool: with the header's name, or broken into lines.
  for (const [field, name] of [['authorization', /^authorization:\s*/i], ['dpop', /^dpop:\s*/i]]) {
    const text = value(field).replace(name, '').replace(/\s*[\r\n]+\s*/g, '');
    if (text !== '') {
      body[field] = text;
    }
  }

  if (value('scopes') !== '') {
    body.scopes = value('scopes').split(/\s+/);
  }

  if (value('at') !== '') {
    const at = /^\d+$/.test(value('at')) ? Number(value('at')) : Math.floor(Date.parse(value('at')) / 1000);
    if (!Number.isSafeInteger(at)) {
      return null;
    }

    body.at = at;
  }

  return body;
}

function draw(answer) {
  const failed = answer.checks.find((check) => check.outcome === 'failed');
  const verdict = answer.allowed
    ? make('p', { class: 'verdict allowed' }, make('span', { class: 'badge fresh' }, 'allowed'), ' This request would pass, unless its proof was used before.')
    : make('p', { class: 'verdict refused' }, make('span', { class: 'badge failing' }, 'refused'), ' ', make('code', {}, answer.reason), ` ${answer.status}${answer.error ? ` ${answer.error}` : ''}`);
  const when = new Date(answer.judgedAt * 1000);
  $('explanation').replaceChildren(...[
    make('h3', {}, answer.allowed ? 'Allowed' : `Refused${failed ? ` at “${title(failed.check)}”` : ''}`),
    verdict,
    make('p', { class: 'note' }, `Judged at ${Number.isNaN(when.getTime()) ? answer.judgedAt : when.toISOString().replace('.000', '')}${answer.tenant ? ` for tenant ${answer.tenant}` : ''}.`),
    failed ? make('div', { class: 'cause' }, compare(failed), failed.advice === undefined ? null : make('p', { class: 'advice' }, failed.advice)) : null,
    make('ol', { class: 'checks' }, ...answer.checks.map(drawCheck)),
  ].filter(Boolean));
  $('explanation').focus({ preventScroll: true });
  $('explanation').scrollIntoView({ block: 'nearest' });
}

const title = (name) => name.replaceAll('_', ' ');

function drawCheck(check) {
  return make('li', { class: `check ${check.outcome}` },
    make('div', { class: 'check-title' }, make('strong', {}, title(check.check)), make('span', { class: 'outcome' }, words[check.outcome] ?? check.outcome)),
    compare(check),
    check.advice === undefined || check.outcome === 'failed' ? null : make('p', { class: 'advice' }, check.advice));
}

function compare(check) {
  const both = [['Expected', check.expected], ['Received', check.received]].filter(([, text]) => text !== undefined);
  return both.length === 0 ? null : make('dl', { class: 'compared' }, ...both.map(([name, text]) => make('div', {}, make('dt', {}, name), make('dd', {}, make('code', {}, text)))));
}
