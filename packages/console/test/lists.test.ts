/** The list pages, clicked through in a real browser over the mock API. */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
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

describe('the lists', () => {
  it('says which list rules miss, and makes it', async () => {
    const page = await open('/lists');
    await page.getByText('these rules cannot be decided: KnownRing').waitFor();
    await page.getByRole('row', { name: /blocked-words.*Words.*3.*BlockedWord/ }).waitFor();
    await page.getByRole('button', { name: 'Make it' }).click();
    expect(await page.getByLabel('Name, as rules write it').inputValue()).toBe('known-rings');
    await page.getByLabel('Kind (stays as it is)').selectOption('entities');
    await page.getByText('Such as User/ann.').waitFor();
    await page.getByLabel(/^Reason/).fill('rings of this spring');
    await page.getByRole('button', { name: 'Make list' }).click();
    await page.getByText('The list is empty').waitFor();
    expect(new URL(page.url()).pathname).toBe('/lists/known-rings');
    await page.keyboard.press('g');
    await page.keyboard.press('l');
    await page.getByRole('row', { name: /known-rings/ }).waitFor();
    expect(await page.getByText('Rules name lists that do not exist').count()).toBe(0);
    await page.keyboard.press('/');
    await page.keyboard.type('coin');
    await page.getByRole('row', { name: /known-rings/ }).waitFor({ state: 'detached' });
    await page.getByLabel('Find a list').fill('no such thing');
    await page.getByText('No list matches').waitFor();
  });
});

describe('a list', () => {
  it('shows entries with who brought them, finds them, and tries values', async () => {
    const page = await open('/lists/blocked-words');
    await page.getByRole('row', { name: /free coins.*campaign 7.*never.*from reports/ }).waitFor();
    await page.getByRole('button', { name: 'Expired' }).click();
    await page.getByRole('row', { name: /free coins/ }).waitFor({ state: 'detached' });
    await page.getByRole('row', { name: /pills.*1 d ago/ }).waitFor();
    await page.getByRole('button', { name: 'All', exact: true }).click();
    await page.getByLabel('Find an entry').fill('double');
    await page.getByRole('row', { name: /pills/ }).waitFor({ state: 'detached' });
    expect(new URL(page.url()).search).toBe('?search=double');
    const value = page.getByLabel(/^A text, address, link/);
    await value.fill('get FREE coins');
    await page.getByRole('button', { name: 'Try' }).click();
    await page.getByText('the text holds “free coins” as a whole word').waitFor();
    await page.getByText('Seen by BlockedWord.').waitFor();
    await value.fill('pills');
    await page.keyboard.press('Enter');
    await page.getByText('Matched until it expired').waitFor();
    await value.fill('nothing');
    await page.keyboard.press('Enter');
    await page.getByText('No entry matches.').waitFor();
  });

  it('takes entries with expiry and reason, and gives them up, by keyboard too', async () => {
    const page = await open('/lists/blocked-words');
    await page.getByRole('row', { name: /free coins/ }).waitFor();
    await page.keyboard.press('a');
    await page.keyboard.type('airdrop\ngiveaway');
    await page.getByRole('button', { name: '7 days' }).click();
    await page.getByLabel(/^Reason/).fill('campaign 8');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('2 entries are in; version').waitFor();
    await page.getByRole('row', { name: /giveaway.*in 7 d.*campaign 8/ }).waitFor();
    await page.getByRole('button', { name: 'Remove giveaway' }).click();
    await page.getByLabel(/^Reason/).fill('too many false alarms');
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByRole('row', { name: /giveaway/ }).waitFor({ state: 'detached' });
  });

  it('previews an import, shows lines that are wrong, and imports at once', async () => {
    const page = await open('/lists/blocked-words?open=import');
    await page.getByLabel('Or its text').fill('free coins\nnew word\nwrong!');
    await page.getByRole('button', { name: 'See what changes' }).click();
    await page.getByText('line 3').waitFor();
    const submit = page.getByRole('button', { name: 'Import 2 entries' });
    expect(await submit.isDisabled()).toBe(true);
    await page.getByLabel('leave out what is wrong').check();
    await page.getByLabel(/^Reason/).fill('weekly feed');
    await submit.click();
    await page.getByText(/^Imported; version/).waitFor();
    await page.getByRole('row', { name: /new word.*weekly feed/ }).waitFor();
    // A change of what is asked for takes the preview away.
    await page.keyboard.press('i');
    await page
      .getByLabel('File')
      .setInputFiles({ name: 'words.csv', mimeType: 'text/csv', buffer: Buffer.from('only this') });
    await page.getByRole('button', { name: 'Replace all' }).click();
    await page.getByRole('button', { name: 'See what changes' }).click();
    await page
      .getByText(/removed/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Remove them' }).click();
    await page.getByRole('button', { name: 'See what changes' }).waitFor();
  });

  it('shows what versions changed, what was in them, and goes back', async () => {
    const page = await open('/lists/blocked-words');
    await page.getByRole('button', { name: 'What changed in version 3' }).click();
    await page.getByText('1 new, 0 removed, 0 changed').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'See entries of version 2' }).click();
    await page.getByText('Back to the newest').waitFor();
    await page.getByRole('row', { name: /pills/ }).waitFor({ state: 'detached' });
    expect(await page.getByRole('button', { name: 'Remove free coins' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Back to the newest' }).click();
    await page.getByRole('button', { name: 'Go back to it: version 2' }).click();
    await page.getByLabel(/^Reason/).fill('complaints');
    await page.getByRole('button', { name: 'Go back', exact: true }).click();
    await page.getByText('back to version 2: complaints', { exact: true }).first().waitFor();
    await page.getByRole('row', { name: /pills/ }).waitFor({ state: 'detached' });
  });

  it('that does not exist says so', async () => {
    const page = await open('/lists/nothing');
    await page.getByText('there is no list `nothing`').waitFor();
    visit.faults.length = 0;
  });
});
