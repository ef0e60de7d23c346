// A real Chromium, told line by line what to do by tests/Interop.Tests/Page. It reports what a page asked for, complained of and was kept from.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { serve } from '../oidc-provider/lines.mjs';

const patience = 40_000;
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
// Chromium has no sandbox for root, as tests in containers often are; it opens nothing here but our own host.
const browser = await chromium.launch({ executablePath: process.argv[2], args: ['--disable-lcd-text', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])] });
const pages = new Map();
let next = 0;

const of = (page) => pages.get(page).page;
const control = (page, { role, name, label }) => (label ? of(page).getByLabel(label).first() : of(page).getByRole(role, { name, exact: true }));

await serve({
  async open({ url, width = 1280, height = 900, scheme = 'light', seesThroughPolicy = false }) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, bypassCSP: seesThroughPolicy, locale: 'en-GB', timezoneId: 'UTC' });
    context.setDefaultTimeout(patience);
    const page = await context.newPage();
    const seen = { requests: [], errors: [], violations: [], dialogs: 0 };
    page.on('request', (request) => seen.requests.push({ url: request.url(), method: request.method(), headers: request.headers() }));
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && seen.errors.push(message.text()));
    page.on('pageerror', (error) => seen.errors.push(error.message));
    page.on('dialog', (dialog) => { seen.dialogs += 1; dialog.dismiss(); });
    await page.exposeFunction('reportViolation', (violation) => seen.violations.push(violation));
    await page.addInitScript(() => addEventListener('securitypolicyviolation', (event) => globalThis.reportViolation(`${event.violatedDirective}: ${event.blockedURI}`)));
    await page.goto(url);
    pages.set((next += 1), { page, context, seen });
    return { page: next };
  },

  // A browser that is killed leaves its profile behind.
  end: () => browser.close(),
  close: ({ page }) => pages.get(page).context.close(),
  fill: ({ page, text, ...what }) => control(page, what).fill(text),
  click: ({ page, ...what }) => control(page, what).click(),
  choose: ({ page, option, label }) => of(page).getByLabel(label, { exact: true }).selectOption(option).then(() => undefined),
  press: ({ page, key }) => of(page).keyboard.press(key),
  type: ({ page, text }) => of(page).keyboard.insertText(text),

  /** Waits until an element of this selector with this text is seen, or there. */
  async until({ page, selector, text, attached }) {
    const isThere = ([wanted, words, anywhere]) => [...document.querySelectorAll(wanted)].some((element) => (anywhere || element.checkVisibility()) && (!words || element.innerText.replace(/\s+/g, ' ').includes(words)));
    try {
      await of(page).waitForFunction(isThere, [selector, text, attached], { polling: 100, timeout: patience });
    } catch (late) {
      throw new Error(`no ${selector} with "${text}"; there are ${JSON.stringify(await of(page).locator(selector).allInnerTexts())}`, { cause: late });
    }
  },

  async texts({ page, selector }) {
    return { texts: (await of(page).locator(selector).allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim()) };
  },

  /** Evaluates an expression in the page. */
  async evaluate({ page, expression }) {
    return { value: await of(page).evaluate(expression) };
  },

  offline: ({ page, on }) => pages.get(page).context.setOffline(on),

  async axe({ page }) {
    await of(page).evaluate(axeSource);
    const { violations } = await of(page).evaluate(() => globalThis.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
    return { violations: violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')}: ${node.failureSummary}`)) };
  },

  async screenshot({ page, path, selector, height }) {
    const margin = 16;
    const box = selector ? await of(page).evaluate((wanted) => {
      document.querySelector('.top').style.position = 'static';
      const { x, y, width } = document.querySelector(wanted).getBoundingClientRect();
      return { x: x + scrollX, y: y + scrollY, width };
    }, selector) : null;
    const clip = box ? { x: box.x - margin, y: box.y - margin, width: box.width + 2 * margin, height } : undefined;
    await of(page).screenshot({ path, clip, fullPage: box !== null, animations: 'disabled' });
  },

  seen: ({ page }) => pages.get(page).seen,
});
