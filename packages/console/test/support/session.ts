/** What every browser test starts from: the built console over the mock, one browser, and a signed-in page. */
import type { Browser } from 'playwright-core';
import { type MockApi, type MockOptions, signInToken, startMockApi } from '../mock-api.ts';
import { launchBrowser, openVisit, type Visit, type VisitOptions } from './browser.ts';
import { builtConsole } from './site.ts';

export interface Stage {
  readonly api: MockApi;
  readonly browser: Browser;
  /** A fresh profile, signed in through the one-time link, at `path`. */
  signedIn(path: string, options?: VisitOptions): Promise<Visit>;
  close(): Promise<void>;
}

export async function openStage(options: Omit<MockOptions, 'distDirectory'> = {}): Promise<Stage> {
  const browser = await launchBrowser();
  const api = await startMockApi({ ...options, distDirectory: await builtConsole() });
  return {
    api,
    browser,
    signedIn: async (path, visitOptions) => {
      const visit = await openVisit(browser, api.url, visitOptions);
      await visit.page.goto(`/sign-in?next=${encodeURIComponent(path)}#token=${signInToken}`);
      await visit.page.locator('.shell').waitFor();
      await visit.page.waitForURL((url) => url.pathname !== '/sign-in');
      return visit;
    },
    close: async () => {
      await browser.close();
      await api.close();
    },
  };
}
