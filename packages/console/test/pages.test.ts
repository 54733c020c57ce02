/** Every page, clicked through in a real browser over the mock API: what a person does, and that nothing is logged as an error. */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { person, signInToken } from './mock-api.ts';
import { browserTestMillis, openVisit, type Visit } from './support/browser.ts';
import { openStage, type Stage } from './support/session.ts';

vi.setConfig({ testTimeout: browserTestMillis, hookTimeout: browserTestMillis });
let stage: Stage;
let visit: Visit;

beforeAll(async () => {
  stage = await openStage({ troubled: true });
});
afterAll(() => stage?.close());
afterEach(async () => {
  const { faults } = visit;
  await visit.close();
  expect(faults).toEqual([]);
});

async function open(path: string): Promise<Visit['page']> {
  visit = await stage.signedIn(path);
  return visit.page;
}

function searchOf(url: string): Record<string, string> {
  return Object.fromEntries(new URL(url).searchParams);
}

describe('signing in', () => {
  it('sends a person without a session to the sign-in page, and back to where they were going', async () => {
    visit = await openVisit(stage.browser, stage.api.url);
    const { page, faults } = visit;
    await page.goto('/events?rule=FollowRing');
    await page.getByLabel('E-mail').fill(person.email);
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('E-mail or password are wrong.').waitFor();
    await page.getByLabel('Password').fill(person.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('table', { name: 'Events' }).waitFor();
    expect(searchOf(page.url())).toEqual({ rule: 'FollowRing' });
    // The browser itself reports each 401 answer: the session question, and the wrong password.
    expect(faults.every((fault) => fault.includes('401'))).toBe(true);
    faults.length = 0;
  });

  it('spends the one-time token from the fragment, does not keep it in the address, and signs out', async () => {
    visit = await openVisit(stage.browser, stage.api.url);
    const { page } = visit;
    await page.goto(`/sign-in?next=/rules#token=${signInToken}`);
    await page.getByRole('heading', { name: 'Rules', exact: true }).waitFor();
    expect(page.url()).not.toContain('token');
    await page.getByLabel(`Signed in as ${person.email}`).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in to Lapwing' }).waitFor();
    await page.goto('/rules');
    await page.getByRole('heading', { name: 'Sign in to Lapwing' }).waitFor();
    expect(visit.faults.every((fault) => fault.includes('401'))).toBe(true);
    visit.faults.length = 0;
  });

  it('leads back to sign-in when the session ends while a page is open, and keeps the place', async () => {
    visit = await stage.signedInAlone('/rules?find=link');
    const { page } = visit;
    await visit.context.clearCookies();
    // Whatever the page asks next tells it; it asks by itself now and then.
    await page.getByText('Your session ended.').waitFor();
    expect(searchOf(page.url())['ended']).toBe('1');
    expect(visit.faults.every((fault) => fault.includes('401'))).toBe(true);
    visit.faults.length = 0;
  });
});

describe('the overview', () => {
  it('shows rates, hits per rule, what needs attention, and retries a dead delivery', async () => {
    const page = await open('/');
    await page.getByText('did you mean `PostsLastHour`?').waitFor();
    await page.getByText(/effects? (is|are) held$/).waitFor();
    await page.getByText(/alerts? (is|are) open$/).waitFor();
    await page.getByRole('img', { name: /^Hits per rule over time: [1-9]/ }).waitFor();
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.getByText('The delivery is on its way again.').waitFor();
    await page.getByText('A webhook gave up').waitFor({ state: 'detached' });
  });

  it('streams decisions, holds them on a pause, and shows what waited on resuming', async () => {
    const page = await open('/');
    const rows = page.locator('.live-row');
    await rows.nth(2).waitFor();
    await page.keyboard.press('p');
    await page.getByText(/^\d+ waiting$/).waitFor();
    const held = await rows.count();
    expect(await rows.count()).toBe(held);
    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    await expect.poll(() => rows.count()).toBeGreaterThan(held);
  });

  it('keeps the range in the URL', async () => {
    const page = await open('/');
    await page.getByRole('button', { name: '6h', exact: true }).click();
    await page.waitForURL('**/?range=6h');
  });
});

describe('events', () => {
  it('filters by query, rule and action in the URL, and adds the value that is clicked', async () => {
    const page = await open('/events');
    await page.getByRole('textbox', { name: 'Query' }).fill('HashtagCount >= 6');
    await page.keyboard.press('Enter');
    await page.getByText(/^\d+ events · /).waitFor();
    await page.getByRole('combobox', { name: 'Rule' }).selectOption('HashtagStuffing');
    await page.getByRole('combobox', { name: 'Action' }).selectOption('post');
    await page.waitForURL('**/events?*action=post*');
    await page
      .locator('.list-row')
      .first()
      .getByTitle(/^Filter: UserHandle == /)
      .click();
    await expect.poll(() => searchOf(page.url())['q']).toMatch(/^HashtagCount >= 6 and UserHandle == 'spam\d+'$/);
    expect(searchOf(page.url())).toMatchObject({ rule: 'HashtagStuffing', action: 'post' });
    await page.getByRole('button', { name: 'Clear all' }).click();
    await expect.poll(() => searchOf(page.url())).toEqual({});
  });

  it('filters by an id beyond 2^53 without losing a digit', async () => {
    const page = await open('/events?cols=UserId');
    const link = page
      .locator('.list-row')
      .first()
      .getByLabel(/^Filter events by UserId/);
    const id = (await link.getAttribute('aria-label'))?.split(' ').at(-1);
    await link.click({ force: true });
    await expect.poll(() => searchOf(page.url())['q']).toBe(`UserId == ${id}`);
    expect(Number.isSafeInteger(Number(id))).toBe(false);
    await page.locator('.list-row').first().waitFor();
  });

  it('shows the diagnostics of a query that does not compile, with its caret, and completes names', async () => {
    const page = await open('/events');
    const box = page.getByRole('textbox', { name: 'Query' });
    await page.keyboard.press('/');
    await page.keyboard.type('PostLastHour > 3');
    await page.keyboard.press('Enter');
    await page.getByText('error: unknown identifier').waitFor();
    expect(await page.getByRole('alert').textContent()).toMatch(/1 \| PostLastHour > 3\n +\| \^ did you mean/);
    await box.fill('');
    await page.keyboard.type('PostsL');
    await page.getByRole('option', { name: /PostsLastHour/ }).click();
    expect(await box.inputValue()).toBe('PostsLastHour');
    await page.keyboard.type(' > 12');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor({ state: 'detached' });
    await page.locator('.list-row').first().waitFor();
    expect(visit.faults.every((fault) => fault.includes('400'))).toBe(true);
    visit.faults.length = 0;
  });

  it('zooms to the range that is dragged over in the histogram', async () => {
    const page = await open('/events');
    const canvas = page.locator('.histogram canvas').first();
    await canvas.waitFor();
    const box = (await canvas.boundingBox())!;
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width * 0.4, y);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, y, { steps: 6 });
    await page.mouse.move(box.x + box.width * 0.6, y, { steps: 6 });
    await page.mouse.up();
    await expect.poll(() => Object.keys(searchOf(page.url())).sort()).toEqual(['from', 'to']);
    const { from, to } = searchOf(page.url());
    const hours = (Date.parse(to!) - Date.parse(from!)) / 3_600_000;
    expect(hours).toBeGreaterThan(4);
    expect(hours).toBeLessThan(9);
    await page.getByRole('button', { name: 'Clear the exact range' }).click();
    await expect.poll(() => searchOf(page.url())).toEqual({});
  });

  it('scrolls on through older events, walks with the keyboard, and opens with Enter', async () => {
    const page = await open('/events');
    await page.locator('.list-row').first().waitFor();
    const list = page.locator('.list');
    const furthest = async (): Promise<number> => {
      await list.evaluate((element) => element.scrollTo(0, element.scrollHeight));
      return Number(await page.locator('.list-row').last().getAttribute('data-index'));
    };
    await expect.poll(furthest, { timeout: 30_000 }).toBeGreaterThan(200);
    expect(await page.locator('.list-row').count()).toBeLessThan(80);
    await list.evaluate((element) => element.scrollTo(0, 0));
    await page.locator('.list-row[data-index="0"]').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-index'))).toBe('1');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/events/evt-*');
  });

  it('adds a column for a feature, and keeps it in the URL', async () => {
    const page = await open('/events');
    await page.getByLabel('Columns', { exact: true }).click();
    await page.getByLabel('Find a feature').fill('hashtagc');
    await page.getByRole('checkbox', { name: /HashtagCount/ }).check();
    await page.getByRole('columnheader', { name: 'HashtagCount' }).waitFor();
    expect(searchOf(page.url())['cols']).toBe('action,entities,rules,verdicts,summary,HashtagCount');
  });

  it('says what was evaluated row by row, and what a rule would refuse', async () => {
    const page = await open('/events?q=HashtagCount >= 2 and 1 == 1');
    await page.getByText('a rule refuses this').waitFor();
    const note = page.getByText(/was evaluated on/);
    await note.click();
    await page.getByText('StringClean has no equal in SQL').waitFor();
  });

  it('splits the chart by a feature, in the URL', async () => {
    const page = await open('/events');
    await page.getByRole('combobox', { name: 'Split by a feature' }).selectOption('HashtagCount');
    await expect.poll(() => searchOf(page.url())['by']).toBe('feature:HashtagCount');
    await page.getByRole('button', { name: 'Rule', exact: true }).click();
    await expect.poll(() => searchOf(page.url())['by']).toBe('rule');
  });

  it('exports what the filter selects: all features, or those that are shown', async () => {
    const page = await open('/events?q=HashtagCount >= 6&rule=HashtagStuffing');
    await page.getByLabel('Export', { exact: true }).click();
    const sheet = page.getByRole('link', { name: /CSV for a spreadsheet/ });
    const href = new URL((await sheet.getAttribute('href')) ?? '', 'http://x');
    expect(Object.fromEntries(href.searchParams)).toMatchObject({
      q: 'HashtagCount >= 6',
      rule: 'HashtagStuffing',
      format: 'csv',
      spreadsheet: 'true',
    });
    expect(href.searchParams.has('columns')).toBe(false);
    await page.goto('/events?cols=action,HashtagCount');
    await page.getByLabel('Export', { exact: true }).click();
    const parquet = page.getByRole('link', { name: /Parquet/ });
    expect(await parquet.getAttribute('href')).toMatch(/columns=HashtagCount&format=parquet$/);
  });

  it('says so when nothing matches', async () => {
    const page = await open("/events?q=UserHandle == 'nobody'");
    await page.getByText('No event matches').waitFor();
  });
});
