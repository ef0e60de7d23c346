import { Refused, ask } from './api.js';
import { $, ago, breakable, clock, count, fill, make, now, setText, until } from './dom.js';

const mostShown = 25;
const atOnce = 4;
const mostEvents = 8;
const listEvery = 15000;
const columns = ['Issuer', 'State', 'Keys held', 'Next refresh', 'Unknown kids, 1 h', 'Last error'];

let page;
let tenants = [];
let listAgainAt = 0;
let filter = '';
const groups = new Map();
const seen = new Map();

export function start(hooks) {
  page = hooks;
  $('tenant-filter').addEventListener('input', (event) => {
    filter = event.target.value.trim().toLowerCase();
    page.changed();
  });
}

export function clear() {
  tenants = [];
  listAgainAt = 0;
  filter = '';
  $('tenant-filter').value = '';
  groups.forEach((group) => group.body.remove());
  groups.clear();
  seen.clear();
  $('events').replaceChildren();
  $('events-box').hidden = true;
  $('tenant-names').replaceChildren();
  setText($('issuers-status'), '');
  setText($('issuers-summary'), '');
}

export async function look() {
  await list();
  fill($('tenant-names'), tenants.slice(0, 500), (names) => names.map((name) => make('option', { value: name })));
  const matching = tenants.filter((name) => name.includes(filter));
  const shown = matching.slice(0, mostShown);
  arrange(shown);
  for (let i = 0; i < shown.length; i += atOnce) {
    await Promise.all(shown.slice(i, i + atOnce).map(lookAt));
  }

  summarize(matching.length);
}

// In a cluster each tenant's owner is asked for it: not at every look.
async function list() {
  if (Date.now() < listAgainAt) {
    return;
  }

  tenants = (await ask('v1/tenants')).tenants.map((entry) => entry.tenant);
  listAgainAt = Date.now() + listEvery;
}

async function lookAt(tenant) {
  try {
    tell(tenant, (await ask(path(tenant))).issuers);
  } catch (fault) {
    if (!(fault instanceof Refused) || fault.status === 401) {
      throw fault;
    }

    // 404: deleted since. 503: its owner cannot be asked.
    listAgainAt = 0;
    tell(tenant, [], fault.message);
    setText(groups.get(tenant)?.said ?? $('issuers-status'), fault.message);
  }
}

const path = (tenant) => `v1/tenants/${encodeURIComponent(tenant)}/keys`;

function arrange(shown) {
  for (const [tenant, group] of groups) {
    if (!shown.includes(tenant)) {
      group.body.remove();
      groups.delete(tenant);
    }
  }

  let before = $('issuer-table').tHead;
  for (const tenant of shown) {
    const group = groups.get(tenant) ?? add(tenant);
    if (before.nextElementSibling !== group.body) {
      before.after(group.body);
    }

    before = group.body;
  }
}

function add(tenant) {
  const button = make('button', { type: 'button', class: 'small', 'aria-label': `Refresh keys of ${tenant}` }, 'Refresh keys');
  const said = make('span', { class: 'said', role: 'status' });
  const body = make('tbody', { role: 'rowgroup' },
    make('tr', { class: 'group', role: 'row' },
      make('th', { scope: 'rowgroup', colspan: columns.length, role: 'rowheader' }, make('div', { class: 'row' }, make('span', { class: 'tenant' }, tenant), button, said))));
  const group = { body, rows: new Map(), said, button };
  button.addEventListener('click', () => refresh(tenant, group));
  groups.set(tenant, group);
  return group;
}

async function refresh(tenant, group) {
  if (group.button.getAttribute('aria-disabled') === 'true') {
    return;
  }

  group.button.setAttribute('aria-disabled', 'true');
  setText(group.said, 'Asking…');
  try {
    const { issuers } = await ask(`${path(tenant)}/refresh`, { method: 'POST' });
    tell(tenant, issuers);
    const failed = issuers.filter((ring) => ring.failures > 0).length;
    setText(group.said, failed === 0 ? `Refreshed at ${clock(now(), true)}.` : `${failed} of ${issuers.length} could not be fetched.`);
  } catch (fault) {
    if (fault.name !== 'AbortError' && !page.lost(fault)) {
      setText(group.said, fault instanceof Refused && fault.status === 403 ? 'This key may only read. A refresh needs an admin key that may write.' : `Not refreshed: ${fault.message}`);
    }
  } finally {
    group.button.removeAttribute('aria-disabled');
  }
}

function tell(tenant, issuers, fault = null) {
  const group = groups.get(tenant);
  if (!group) {
    return;
  }

  const rings = fault === null ? issuers : [...group.rows.keys()].map((issuer) => ({ issuer, fault, keys: [], failures: 0 }));
  for (const [issuer, row] of group.rows) {
    if (!rings.some((ring) => ring.issuer === issuer)) {
      row.remove();
      group.rows.delete(issuer);
    }
  }

  for (const ring of rings) {
    if (!group.rows.has(ring.issuer)) {
      const row = make('tr', { role: 'row' },
        make('th', { scope: 'row', role: 'rowheader', 'data-label': columns[0] }, make('code', { class: 'issuer' }, ...breakable(ring.issuer))),
        ...columns.slice(1).map((label) => make('td', { role: 'cell', 'data-label': label })));
      group.rows.set(ring.issuer, row);
      group.body.append(row);
    }

    const marks = fault === null ? compare(tenant, ring) : new Set();
    draw(group.rows.get(ring.issuer), ring, marks);
  }
}

function draw(row, ring, fresh) {
  const [, state, keys, next, unknown, error] = row.children;
  const [name, words] = stateOf(ring);
  row.dataset.state = name;
  fill(state, [name, words], () => [make('span', { class: `badge ${name}` }, name), make('span', { class: 'note' }, words)]);
  fill(keys, ring.keys.map((key) => [nameOf(key), key.algorithm ?? key.type, `seen ${ago(key.firstSeen)}`, fresh.has(nameOf(key))]), drawKeys);
  setText(next, ring.nextRefresh === undefined ? 'at the next use' : ring.refreshing ? 'now' : `${until(ring.nextRefresh)}`);
  setText(unknown, ring.unknownKids === undefined ? '–' : count(ring.unknownKids));
  fill(error, ring.lastError === undefined ? null : [ring.lastError, ago(ring.lastErrorAt), ring.failures], drawError);
}

function drawKeys(keys) {
  if (keys.length === 0) {
    return ['none'];
  }

  const items = keys.map(([kid, algorithm, age, isNew]) => make('li', {},
    make('code', { title: kid }, kid), ' ', make('span', { class: 'note' }, `${algorithm}, ${age}`), isNew ? make('span', { class: 'tag' }, 'new') : null));
  return items.length <= 4
    ? [make('ul', { class: 'keys' }, ...items)]
    : [make('ul', { class: 'keys' }, ...items.slice(0, 3)), make('details', {}, make('summary', {}, `${items.length - 3} more`), make('ul', { class: 'keys' }, ...items.slice(3)))];
}

function drawError(error) {
  if (error === null) {
    return ['none'];
  }

  const [words, when, failures] = error;
  return [make('span', { class: failures > 0 ? 'error' : 'past' }, words), make('span', { class: 'note' }, failures > 0 ? `${when}, ${count(failures)} in a row` : `${when}, good since`)];
}

const nameOf = (key) => key.kid ?? `(no kid) ${key.thumbprint.slice(0, 8)}`;

function stateOf(ring) {
  const usable = ring.usableUntil !== undefined && ring.usableUntil > now();
  if (ring.fault) {
    return ['failing', ring.fault];
  }

  if (ring.refreshing) {
    return ['refreshing', 'being fetched now'];
  }

  if (!usable) {
    return ring.failures > 0 ? ['failing', 'no key to judge with'] : ['unused', 'fetched at the next use'];
  }

  if (ring.source === 'stale') {
    return ['stale', `used until ${clock(ring.usableUntil)}`];
  }

  if (ring.failures > 0) {
    return ['failing', `held keys serve until ${clock(ring.usableUntil)}`];
  }

  return ring.nextRefresh <= now() ? ['unused', `fetched ${ago(ring.fetchedAt)}, no use since`] : ['fresh', `${ring.source === 'stored' ? 'stored, ' : ''}fetched ${ago(ring.fetchedAt)}`];
}

// What has changed since the last look is worth a line; returns the keys that have appeared since the page was opened.
function compare(tenant, ring) {
  const id = `${tenant} ${ring.issuer}`;
  const names = ring.keys.map(nameOf);
  const before = seen.get(id);
  const isFailing = ring.failures > 0;
  if (before === undefined) {
    seen.set(id, { names, isFailing, fresh: new Set() });
    return new Set();
  }

  const come = names.filter((name) => !before.names.includes(name));
  const gone = before.names.filter((name) => !names.includes(name));
  // The first keys of all are no rotation.
  if (before.names.length > 0 && come.length + gone.length > 0) {
    come.forEach((name) => before.fresh.add(name));
    note(tenant, ring.issuer, [come.length > 0 ? `new key ${come.join(', ')}` : null, gone.length > 0 ? `${gone.join(', ')} withdrawn` : null].filter(Boolean).join('; '));
  }

  if (isFailing !== before.isFailing) {
    note(tenant, ring.issuer, isFailing ? `keys not fetched: ${ring.lastError}` : 'keys fetched again');
  }

  seen.set(id, { names, isFailing, fresh: before.fresh });
  return before.fresh;
}

function note(tenant, issuer, words) {
  $('events-box').hidden = false;
  const list = $('events');
  list.prepend(make('li', {}, make('time', {}, clock(now(), true)), ' ', make('strong', {}, tenant), ' ', make('code', {}, issuer), ' ', words));
  while (list.children.length > mostEvents) {
    list.lastElementChild.remove();
  }
}

function summarize(matching) {
  const rows = [...groups.values()].flatMap((group) => [...group.rows.values()]);
  const bad = rows.filter((row) => row.dataset.state === 'failing' || row.dataset.state === 'stale').length;
  const issuers = `${rows.length} ${rows.length === 1 ? 'issuer' : 'issuers'}`;
  const shown = groups.size < matching ? `the first ${groups.size} of ${count(matching)} tenants; narrow them by name` : `${groups.size} ${groups.size === 1 ? 'tenant' : 'tenants'}`;
  setText($('issuers-summary'), rows.length === 0 ? (tenants.length === 0 ? 'No tenant is configured yet.' : `No tenant’s name has that.`) : `${issuers} of ${shown}. ${bad === 0 ? 'All is well.' : `${bad} ${bad === 1 ? 'needs' : 'need'} attention.`}`);
}
