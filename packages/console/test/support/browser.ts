/**
 * The one place that starts a browser for tests: the system's Chromium, headless, with a fresh profile and no traffic of its
 * own. Any end-to-end test of the repository uses it.
 */
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const candidates = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Path of Chromium: `LAPWING_CHROMIUM`, or where Debian puts it. Throws with what to do where there is none. */
function chromiumPath(): string {
  const named = process.env['LAPWING_CHROMIUM'];
  if (named !== undefined && !existsSync(named))
    throw new Error(`LAPWING_CHROMIUM names ${named}, which does not exist.`);
  const found = named ?? candidates.find((path) => existsSync(path));
  if (found === undefined) {
    throw new Error(
      `Browser tests need Chromium: apt-get install chromium, or name one in LAPWING_CHROMIUM (looked at ${candidates.join(', ')}).`,
    );
  }
  return found;
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath(),
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** How long a page may take for one step: generous, since a busy machine is no fault of the page. */
const actionMillis = 30_000;
/** For `vi.setConfig`: a test of several steps. */
export const browserTestMillis = 90_000;

export interface Visit {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Console errors, uncaught exceptions and requests to other hosts so far. */
  readonly faults: string[];
  close(): Promise<void>;
}

export interface VisitOptions {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
}

/** A fresh profile with one page that records everything that must not happen. */
export async function openVisit(browser: Browser, baseURL: string, options: VisitOptions = {}): Promise<Visit> {
  const context = await openContext(browser, baseURL, options);
  return { ...(await visitIn(context, baseURL)), close: () => context.close() };
}

export async function openContext(
  browser: Browser,
  baseURL: string,
  options: VisitOptions = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL,
    colorScheme: options.colorScheme ?? 'light',
    locale: 'en-GB',
    timezoneId: 'UTC',
    viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
  });
  context.setDefaultTimeout(actionMillis);
  return context;
}

/** One more page of a profile; closing the visit closes that page alone. */
export async function visitIn(context: BrowserContext, baseURL: string): Promise<Visit> {
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`uncaught: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(baseURL) && !/^(data|blob):/.test(request.url()))
      faults.push(`other host: ${request.url()}`);
  });
  return { context, page, faults, close: () => page.close() };
}
