import { Refused, ask } from './api.js';
import { Chart } from './chart.js';
import { $, clock, count, duration, fill, make, rate, setNow, setText } from './dom.js';

const mostReasons = 5;
const spansOfRow = 30;
const reasonLines = [['--line-1'], ['--line-2', [8, 4]], ['--line-3', [3, 3]], ['--line-4', [12, 4, 3, 4]], ['--line-5', [2, 6]]];

let page;
let tenant = '';
let hosts = new Set();
let rates;
let reasons;
let latency;

export function start(hooks) {
  page = hooks;
  rates = new Chart('chart-rate', rate);
  reasons = new Chart('chart-reasons', rate);
  latency = new Chart('chart-latency', duration);
  $('decision-tenant').addEventListener('change', (event) => {
    tenant = event.target.value;
    page.changed();
  });
}

export function clear() {
  tenant = '';
  hosts = new Set();
  [rates, reasons, latency].forEach((chart) => chart.clear());
  for (const element of [$('tiles'), $('reason-table').tBodies[0], $('number-table').tBodies[0]]) {
    fill(element, null, () => []);
  }

  drawTenants([]);
  setText($('decisions-summary'), '');
}

export async function look() {
  let answer;
  try {
    answer = await ask(tenant === '' ? 'v1/statistics' : `v1/statistics?tenant=${encodeURIComponent(tenant)}`);
  } catch (fault) {
    if (!(fault instanceof Refused) || fault.status !== 404) {
      throw fault;
    }

    // The tenant is gone, and so are its decisions.
    tenant = '';
    answer = await ask('v1/statistics');
  }

  // Another tenant was chosen meanwhile: its own answer is coming.
  if ((answer.tenant ?? '') === tenant) {
    draw(answer);
  }
}

function draw(answer) {
  setNow(answer.now);
  hosts.add(answer.host);
  drawTenants(answer.tenants);
  drawSummary(answer);
  const spans = new Spans(answer);
  drawTiles(answer, spans);
  drawRates(spans);
  drawReasons(answer, spans);
  drawLatency(answer, spans);
  drawTable(answer);
  drawNumbers(answer, spans);
}

// The answer's lists as lines of a chart.
class Spans {
  constructor(answer) {
    this.answer = answer;
    this.length = answer.latency.p50.length;
    this.times = Array.from({ length: this.length }, (_, i) => answer.from + i * answer.spanSeconds);
    this.allowed = this.sum((row) => row.status === 200);
    this.refused = this.sum((row) => row.status !== 200 && row.status !== 503);
    this.unavailable = this.sum((row) => row.status === 503);
  }

  sum(isWanted) {
    const wanted = this.answer.reasons.filter(isWanted);
    return this.times.map((_, i) => wanted.reduce((all, row) => all + row.counts[i], 0));
  }

  // Before the host started there is nothing; the span that has just begun says little.
  perSecond(counts) {
    return counts.map((number, i) => {
      const lasted = Math.min(this.answer.spanSeconds, this.answer.now - this.times[i]);
      const isBefore = this.times[i] + this.answer.spanSeconds <= this.answer.since;
      return isBefore || lasted < this.answer.spanSeconds / 2 ? null : number / lasted;
    });
  }
}

function drawTenants(tenants) {
  const select = $('decision-tenant');
  const names = [...new Set([...tenants.map((entry) => entry.tenant), ...(tenant === '' ? [] : [tenant])])].sort();
  fill(select, names, () => [make('option', { value: '' }, 'All tenants'), ...names.map((name) => make('option', { value: name }, name))]);
  select.value = tenant;
}

function drawSummary(answer) {
  const since = answer.since > answer.from ? `since ${clock(answer.since)}, when it started` : 'in the last hour';
  const whose = answer.cluster ? `What this host, ${answer.host}, has decided ${since}. It is one of a cluster: each host counts its own.` : `What this host has decided ${since}.`;
  setText($('decisions-summary'), hosts.size > 1 ? `${whose} ${hosts.size} hosts answer at this address by turns: open the page at one of them.` : whose);
}

function drawTiles(answer, spans) {
  const latest = (counts) => {
    const value = spans.perSecond(counts).findLast((entry) => entry !== null);
    return value === undefined ? '' : `${rate(value)} now`;
  };
  const { totals } = answer;
  const tiles = [
    ['Allowed', count(totals.allowed), latest(spans.allowed), 'good'],
    ['Refused', count(totals.refused), latest(spans.refused), totals.refused > 0 ? 'bad' : ''],
    ['No answer', count(totals.unavailable), 'status 503', totals.unavailable > 0 ? 'warn' : ''],
    ['Latency p50', duration(answer.latency.recentP50), 'last minute', ''],
    ['Latency p99', duration(answer.latency.recentP99), 'last minute', ''],
    ['Replays caught', count(totals.replays), 'used proofs', totals.replays > 0 ? 'bad' : ''],
    ['Nonce challenges', count(totals.nonceChallenges), 'client tries again', ''],
    ['Revocations', totals.revocations === undefined ? '–' : count(totals.revocations), 'in force now', ''],
  ];
  fill($('tiles'), tiles, () => tiles.map(([name, value, hint, tone]) => make('div', { class: `tile ${tone}` }, make('dt', {}, name), make('dd', { class: 'value' }, value), make('dd', { class: 'note' }, hint))));
}

function drawRates(spans) {
  const lines = [{ name: 'allowed', color: '--good', area: true }, { name: 'refused', color: '--bad', area: true }];
  const values = [spans.perSecond(spans.allowed), spans.perSecond(spans.refused)];
  if (spans.unavailable.some((number) => number > 0)) {
    lines.push({ name: 'no answer', color: '--warn', dash: [6, 4] });
    values.push(spans.perSecond(spans.unavailable));
  }

  rates.show(lines, spans.times, values, `Chart of the last hour: at most ${rate(most(values[0]))} allowed and ${rate(most(values[1]))} refused.`);
}

function drawReasons(answer, spans) {
  const top = refusals(answer).slice(0, mostReasons);
  const lines = top.map((row, i) => ({ name: row.reason, color: reasonLines[i][0], dash: reasonLines[i][1] }));
  const values = top.map((row) => spans.perSecond(row.counts));
  reasons.show(
    lines.length > 0 ? lines : [{ name: 'refused', color: '--muted' }],
    spans.times,
    lines.length > 0 ? values : [spans.perSecond(spans.refused)],
    top.length === 0 ? 'Chart of the last hour: nothing was refused.' : `Chart of the last hour: most were refused for ${top.map((row) => row.reason).join(', ')}.`,
  );
}

function drawLatency(answer, spans) {
  latency.show(
    [{ name: 'p50', color: '--line-1' }, { name: 'p99', color: '--line-2', dash: [8, 4] }],
    spans.times,
    [answer.latency.p50, answer.latency.p99],
    `Chart of the last hour: half of the decisions took at most ${duration(most(answer.latency.p50) || null)} in its slowest ten seconds, 99 of 100 at most ${duration(most(answer.latency.p99) || null)}.`,
  );
}

const total = (counts) => counts.reduce((all, number) => all + number, 0);
const most = (values) => values.reduce((all, value) => Math.max(all, value ?? 0), 0);

function refusals(answer) {
  return answer.reasons.filter((row) => row.status !== 200).map((row) => ({ ...row, total: total(row.counts) })).sort((a, b) => b.total - a.total || (a.reason < b.reason ? -1 : 1));
}

function drawTable(answer) {
  const rows = refusals(answer);
  const all = total(rows.map((row) => row.total));
  fill($('reason-table').tBodies[0], rows.map((row) => [row.reason, row.status, row.errorDescription, row.total, row.total / all]), (content) => content.length === 0
    ? [make('tr', {}, make('td', { colspan: 4, class: 'empty' }, 'Nothing was refused.'))]
    : content.map(([reason, status, words, number, share]) => {
      const bar = make('span', { class: 'share', 'aria-hidden': 'true' });
      bar.style.width = `${Math.max(2, Math.round(share * 100))}%`;
      return make('tr', {},
        make('th', { scope: 'row' }, make('code', {}, reason), make('span', { class: 'note' }, words), bar),
        make('td', { class: 'number' }, String(status)),
        make('td', { class: 'number' }, count(number)),
        make('td', { class: 'number' }, `${Math.round(share * 100)} %`));
    }));
}

function drawNumbers(answer, spans) {
  const rows = [];
  for (let i = 0; i < spans.length; i += spansOfRow) {
    const part = (list) => list.slice(i, i + spansOfRow);
    rows.push([clock(spans.times[i]), ...[spans.allowed, spans.refused, spans.unavailable].map((list) => count(total(part(list)))), duration(most(part(answer.latency.p99)) || null)]);
  }

  fill($('number-table').tBodies[0], rows, () => rows.map(([from, ...cells]) => make('tr', {}, make('th', { scope: 'row' }, from), ...cells.map((cell) => make('td', { class: 'number' }, cell)))));
}
