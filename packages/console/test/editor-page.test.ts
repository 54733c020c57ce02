/** The rules editor in the browser: what happens to unsaved work, to two who save the same draft, and when there is nothing to show. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserTestMillis, type Visit } from './support/browser.ts';
import { openStage, type Stage } from './support/session.ts';

vi.setConfig({ testTimeout: browserTestMillis, hookTimeout: browserTestMillis });
let stage: Stage;
let visit: Visit;

beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage?.close());
beforeEach(() => {
  stage.api.authoring.drafts.clear();
});
afterEach(async () => {
  const { faults } = visit;
  await visit.close();
  // The browser itself reports answers that refuse; the pages tell them in words.
  expect(faults.filter((fault) => !/status of (?:404|409|500)/.test(fault))).toEqual([]);
});

async function open(path: string): Promise<Visit['page']> {
  visit = await stage.signedInAlone(path);
  return visit.page;
}
const editor = () => visit.page.getByRole('textbox', { name: /^Text of/ });
const type = async (text: string): Promise<void> => {
  await editor().click();
  await visit.page.keyboard.press('Control+End');
  await visit.page.keyboard.type(text);
};
const save = async (name: string): Promise<void> => {
  await visit.page.keyboard.press('Control+s');
  await visit.page.getByRole('textbox', { name: 'Name' }).fill(name);
  await visit.page.keyboard.press('Enter');
  await visit.page.getByText('Saved as revision 1').waitFor();
};

describe('unsaved work', () => {
  it('survives a reload, is told, and can be thrown away', async () => {
    const page = await open('/rules/editor?file=rules/spam.sml');
    await type('Mine = 1\n');
    await page.getByText('not saved').waitFor();
    await page.reload();
    await page.getByText('found again').waitFor();
    await editor().getByText('Mine = 1').waitFor();
    await page.getByRole('button', { name: 'Throw away' }).click();
    await page.getByText('as in force').waitFor();
    expect(await editor().getByText('Mine = 1').count()).toBe(0);
    await page.reload();
    await page.getByText('as in force').waitFor();
  });

  it('is saved as a draft that others see, and typing goes on where it was', async () => {
    const page = await open('/rules/editor?file=rules/spam.sml');
    await type('Mine = 1\n');
    await save('My rule');
    await page.waitForURL('**draft=draft-1**');
    await page.getByRole('heading', { name: 'My rule' }).waitFor();
    await page.keyboard.type('More = 2\n');
    await page.getByText('not saved').waitFor();
    await page.keyboard.press('Control+s');
    await page.getByText('revision 2, saved by').waitFor();
    expect(stage.api.authoring.drafts.get('draft-1')?.files[0]?.text).toMatch(/Mine = 1\nMore = 2\n$/);
    await page.goto('/rules');
    await page.getByRole('link', { name: 'My rule' }).click();
    await editor().getByText('More = 2').waitFor();
  });
});

describe('a draft that somebody else saved', () => {
  const saveAsBen = (text: string): void => {
    const { authoring } = stage.api;
    const draft = authoring.drafts.get('draft-1');
    if (draft === undefined) throw new Error('there is a draft');
    const files = draft.files.map((file) => ({ ...file, text: `${file.base}${text}` }));
    authoring.drafts.set('draft-1', {
      ...draft,
      files,
      revision: draft.revision + 1,
      updatedBy: 'ben@lapwing.example',
    });
  };

  it('is not overwritten: mine becomes a draft of its own', async () => {
    const page = await open('/rules/editor?file=rules/spam.sml');
    await type('Mine = 1\n');
    await save('Shared');
    saveAsBen('Theirs = 1\n');
    await type('Again = 2\n');
    await page.keyboard.press('Control+s');
    await page.getByText(/ben@lapwing.example saved this draft .* revision 2/).waitFor();
    await page.getByRole('button', { name: 'Save mine as a new draft' }).click();
    await page.getByRole('textbox', { name: 'Name' }).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('heading', { name: 'Shared, mine' }).waitFor();
    const { drafts } = stage.api.authoring;
    expect(drafts.get('draft-1')?.files[0]?.text).toContain('Theirs = 1');
    expect(drafts.get('draft-2')?.files[0]?.text).toMatch(/Mine = 1\nAgain = 2\n$/);
  });

  it('can be taken instead of mine, and not before somebody says so', async () => {
    const page = await open('/rules/editor?file=rules/spam.sml');
    await type('Mine = 1\n');
    await save('Shared');
    saveAsBen('Theirs = 1\n');
    await type('Again = 2\n');
    await page.keyboard.press('Control+s');
    await page.getByRole('button', { name: 'Keep writing' }).click();
    await editor().getByText('Again = 2').waitFor();
    // A reload does not lose the conflict either.
    await page.reload();
    await page.getByText('found again').waitFor();
    await editor().click();
    await page.keyboard.press('Control+s');
    await page.getByRole('button', { name: 'Throw mine away, open theirs' }).click();
    await editor().getByText('Theirs = 1').waitFor();
    expect(await editor().getByText('Mine = 1').count()).toBe(0);
  });
});

describe('files in force that change meanwhile', () => {
  it('are taken in; a file that both changed waits for a decision', async () => {
    const { authoring } = stage.api;
    const [present, hash] = [authoring.present, authoring.hash];
    try {
      const page = await open('/rules/editor?file=rules/spam.sml');
      await type('Mine = 1\n');
      authoring.present = {
        ...present,
        'rules/spam.sml': `Theirs = 1\n${present['rules/spam.sml']}`,
        'new.sml': 'New = 1\n',
      };
      authoring.hash = 'feed5e1f0a94d2b7836e5d4419aa70';
      await page.getByRole('button', { name: 'Take them in' }).click({ timeout: 40_000 });
      await page.getByText('changed in force, too').waitFor();
      await page.getByRole('button', { name: /new\.sml/ }).waitFor();
      await page.getByRole('button', { name: 'Keep mine' }).click();
      expect(await page.getByText('changed in force, too').count()).toBe(0);
      await page.getByLabel('Changes of rules/spam.sml').getByText('Theirs = 1').waitFor();
    } finally {
      authoring.present = present;
      authoring.hash = hash;
    }
  });
});

describe('problems', () => {
  it('are found while typing, reached by keys, and repaired', async () => {
    const page = await open('/rules/editor?file=rules/spam.sml');
    await page.getByText('No problems').waitFor();
    await type('X = PostsLastHuor\n');
    await page.getByRole('tab', { name: /Problems 1/ }).waitFor();
    await page
      .getByRole('navigation', { name: 'Files of the ruleset' })
      .getByText('1 error')
      .waitFor({ state: 'attached' });
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('F8');
    await page.keyboard.press('Control+.');
    await editor().getByText('X = PostsLastHour').waitFor();
    await page.getByText('No problems').waitFor();
  });
});

describe('tests', () => {
  it('run on the draft and lead to where a case stands', async () => {
    const page = await open('/rules/editor?panel=tests');
    await page.getByRole('button', { name: 'Run tests' }).click();
    await page.getByText('1 failed, 1 passed').waitFor();
    await page.getByText('+ rules: LinkFlood').waitFor();
    await page.getByRole('button', { name: 'a quiet hour' }).click();
    await page.getByRole('textbox', { name: 'Text of rules/spam.test.yaml' }).waitFor();
  });
});

describe('what there is not', () => {
  it('a draft that is gone, and a server that fails, say so', async () => {
    const page = await open('/rules/editor?draft=gone');
    await page.getByText('There is no such draft').waitFor();
    stage.api.failing.add('/v1/ruleset/files');
    try {
      await page.goto('/rules/editor?file=nowhere.sml');
      await page.getByRole('alert').getByRole('button', { name: 'Try again' }).waitFor();
    } finally {
      stage.api.failing.clear();
    }
    await page.goto('/rules/editor?file=nowhere.sml');
    await page.getByText('There is no such file').waitFor();
  });

  it('a letter typed into the text is no shortcut', async () => {
    const page = await open('/rules/editor?file=rules/spam.sml');
    await type('ge?');
    await editor().getByText('ge?').waitFor();
    expect([new URL(page.url()).pathname, await page.getByRole('dialog').count()]).toEqual(['/rules/editor', 0]);
  });
});

it('fits a narrow window without scrolling sideways', async () => {
  const page = await open('/rules/editor?file=rules/spam.sml');
  await page.setViewportSize({ width: 820, height: 900 });
  await editor().waitFor();
  const { wide, room } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, room: innerWidth }));
  expect(wide).toBeLessThanOrEqual(room);
});
