/** The pages of one event, one entity and the rules; the shell; and what shows when the server fails. */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { MockEvent } from './mock/world.ts';
import { person } from './mock-api.ts';
import { browserTestMillis, type Visit } from './support/browser.ts';
import { openStage, type Stage } from './support/session.ts';

vi.setConfig({ testTimeout: browserTestMillis, hookTimeout: browserTestMillis });
let stage: Stage;
let visit: Visit;

beforeAll(async () => {
  stage = await openStage();
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

function ringEvent(): MockEvent {
  return stage.api.world.events.find((event) => event.hits.includes('NewAccountBurst') && event.action === 'follow')!;
}

describe('an event', () => {
  it('shows why a rule fired, part by part', async () => {
    const event = ringEvent();
    const page = await open(`/events/${event.eventId}`);
    const rule = page.locator('[data-rule="NewAccountBurst"]');
    // Closed, a condition shows the values of its names; it opens to its parts.
    await rule.getByText('AccountAgeSeconds < 86400').waitFor();
    await rule.getByText('FollowsLastHour = ').waitFor();
    expect(await rule.getByText('FollowsLastHour > 30', { exact: true }).count()).toBe(0);
    await rule.getByRole('button', { name: 'Parts of PostsLastHour > 8 or FollowsLastHour > 30' }).click();
    await rule.getByText('FollowsLastHour > 30', { exact: true }).waitFor();
    await rule.getByRole('button', { name: 'Parts of AccountAgeSeconds < 86400' }).click();
    await rule.getByText('AccountAgeSeconds', { exact: true }).waitFor();
    const quiet = page.locator('[data-rule="LinkFlood"]');
    expect(await quiet.getByText('PostsLastHour > 12').isVisible()).toBe(false);
    await quiet.locator('summary').click();
    await quiet.getByText('PostsLastHour has no value').waitFor();
  });

  it('lists fired rules before failed ones before the rest, and filters them in the URL', async () => {
    const page = await open(`/events/${ringEvent().eventId}`);
    const marks = page.locator('[data-rule] > summary [role=img]');
    await marks.first().waitFor();
    const states = await marks.evaluateAll((icons) => icons.map((icon) => icon.getAttribute('aria-label') ?? ''));
    const order = ['true', 'failed', 'false'];
    expect(states.map((state) => order.indexOf(state))).toEqual(states.map((state) => order.indexOf(state)).sort());
    await page.getByRole('button', { name: /^Fired/ }).click();
    await page.waitForURL('**?show=fired');
    expect(await page.locator('[data-rule]').count()).toBe(ringEvent().hits.length);
  });

  it('shows ids beyond 2^53 exactly in features and in the raw input', async () => {
    const event = ringEvent();
    const id = String(event.values['UserId']);
    const page = await open(`/events/${event.eventId}`);
    await page.getByLabel("The event's input").getByText(id, { exact: true }).first().waitFor();
    expect(Number.isSafeInteger(Number(id))).toBe(false);
    await page.getByLabel('Features by name').getByText(id, { exact: true }).first().waitFor();
  });

  it('finds features, hides and shows the empty ones, and filters by a value', async () => {
    const page = await open(`/events/${ringEvent().eventId}`);
    const table = page.getByLabel('Features by name');
    await table.waitFor();
    expect(await table.getByText('PostText').count()).toBe(0);
    await page.getByLabel('Hide empty').uncheck();
    await table.getByText('PostText').waitFor();
    await page.getByLabel('Find a feature or value').fill('Country');
    const country = String(ringEvent().values['Country']);
    await table.getByRole('link', { name: country, exact: true }).click();
    await page.waitForURL('**/events?q=*');
    expect(new URL(page.url()).searchParams.get('q')).toBe(`Country == '${country}'`);
  });

  it('lists effects with rule, version and reason', async () => {
    const page = await open(`/events/${ringEvent().eventId}`);
    const effect = page.locator('.effect').filter({ hasText: 'new_account_burst' });
    await effect.getByText('added').waitFor();
    expect(await effect.textContent()).toContain('NewAccountBurst');
  });

  it('says so when there is no such event', async () => {
    const page = await open('/events/none');
    await page.getByText('No event has this id').waitFor();
    expect(visit.faults.every((fault) => fault.includes('404'))).toBe(true);
    visit.faults.length = 0;
  });
});

describe('an entity', () => {
  const path = () => `/entities/User/${ringEvent().values['UserId']}`;

  it('adds and removes a label with a reason, and both stand in the history', async () => {
    const page = await open(path());
    await page.getByText('in force', { exact: false }).first().waitFor();
    await page.keyboard.press('l');
    const dialog = page.getByRole('dialog', { name: 'Add a label' });
    await dialog.getByLabel('Label', { exact: true }).fill('watchlist');
    await dialog.getByRole('button', { name: 'Add label' }).click();
    expect(await dialog.isVisible(), 'a reason is required').toBe(true);
    await dialog.getByLabel(/^Reason/).fill('Seen in the ring of March');
    await dialog.getByRole('button', { name: '30 days' }).click();
    await dialog.getByRole('button', { name: 'Add label' }).click();
    await page.getByText('watchlist was added.').waitFor();
    const labels = page.getByRole('region', { name: 'Labels', exact: true });
    await labels.getByText('expires in 30 d').waitFor();
    await labels.getByRole('button', { name: 'Remove watchlist' }).click();
    await page.getByLabel(/^Reason/).fill('A mistake');
    await page.getByRole('button', { name: 'Remove label' }).click();
    await page.getByText('watchlist was removed.').waitFor();
    const history = page.getByLabel('Label history').last();
    await history.getByText('A mistake').waitFor();
    await history.getByText('Seen in the ring of March').waitFor();
    expect(await history.getByText(`by ${person.email}`).count()).toBe(2);
  });

  it('shows its labels as of a past moment, which is in the address, and those of now again', async () => {
    const page = await open(path());
    const labels = page.getByRole('region', { name: 'Labels', exact: true });
    await labels
      .getByRole('button', { name: /^Remove/ })
      .first()
      .waitFor();
    await labels.getByLabel('Labels as of').fill('2020-01-01T00:00:00');
    await labels.getByText('None was in force at that moment.').waitFor();
    expect(new URL(page.url()).searchParams.get('at')).toBe('2020-01-01T00:00:00.000Z');
    await labels.getByRole('button', { name: 'Now' }).click();
    await labels
      .getByRole('button', { name: /^Remove/ })
      .first()
      .waitFor();
  });

  it('shows its activity and its events, which lead on', async () => {
    const page = await open(path());
    await page.getByRole('img', { name: /^Activity by action: [1-9]/ }).waitFor();
    await page.getByRole('table', { name: 'Events' }).getByTitle('Open this event').first().click();
    await page.waitForURL('**/events/evt-*');
  });

  it('opens for ids with slashes and percent signs', async () => {
    const page = await open(`/entities/Domain/${encodeURIComponent('a/b%2Fc?d')}`);
    await page.getByRole('heading', { name: 'Domain a/b%2Fc?d' }).waitFor();
    await page.getByText('No labels', { exact: true }).waitFor();
  });
});

describe('rules', () => {
  it('sorts and finds in the URL, and leads to the events of a rule', async () => {
    const page = await open('/rules');
    await page.getByRole('columnheader', { name: 'Rule' }).getByRole('button').click();
    await page.waitForURL('**sort=name*');
    await page.keyboard.press('/');
    await page.keyboard.type('ring');
    await page.waitForURL('**find=ring*');
    await page.locator('.rules-table').getByRole('link', { name: 'FollowRing', exact: true }).click();
    await page.waitForURL('**/events?rule=FollowRing');
    await page.locator('.list-row').first().waitFor();
  });
});

describe('the shell', () => {
  it('opens ids and pages from the palette', async () => {
    const event = ringEvent();
    const page = await open('/');
    await page.keyboard.press('Control+k');
    await page.keyboard.type(`user/${event.values['UserId']}`);
    await page.getByRole('option', { name: /User$/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/entities/User/${event.values['UserId']}`);
    await page.keyboard.press('Control+k');
    await page.keyboard.type(event.eventId);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/events/${event.eventId}`);
    await page.keyboard.press('g');
    await page.keyboard.press('r');
    await page.waitForURL('**/rules');
  });

  it('lists the keys that work here, and closes with Escape', async () => {
    const page = await open('/events');
    await page.locator('.list-row').first().waitFor();
    await page.keyboard.press('?');
    const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await dialog.getByText('Write a query').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  it('switches the theme and remembers it', async () => {
    visit = await stage.signedInAlone('/rules');
    const { page } = visit;
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await background();
    await page.getByRole('button', { name: 'Dark theme' }).click();
    await expect.poll(background).not.toBe(light);
    const dark = await background();
    await page.reload();
    await page.getByRole('button', { name: 'Light theme' }).waitFor();
    expect(await background()).toBe(dark);
  });

  it('shows what the server said when it fails, and recovers', async () => {
    stage.api.failing.add('/v1/rules');
    const page = await open('/rules');
    await page.getByText('The warehouse is not answering').first().waitFor();
    stage.api.failing.clear();
    await page.getByRole('region', { name: 'All rules' }).getByRole('button', { name: 'Try again' }).click();
    await page.locator('.rules-table').getByRole('link', { name: 'FollowRing', exact: true }).waitFor();
    expect(visit.faults.every((fault) => fault.includes('500'))).toBe(true);
    visit.faults.length = 0;
  });

  it('says so where an address leads nowhere', async () => {
    const page = await open('/nowhere');
    await page.getByText('There is no such page').waitFor();
  });
});
