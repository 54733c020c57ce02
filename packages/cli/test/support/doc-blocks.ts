/** Code blocks of Markdown files that the tests run. */

export interface CodeBlock {
  /** The words after the fence: `['sh', 'runnable']`. */
  readonly info: readonly string[];
  readonly text: string;
  /** Line of the fence, from 1. */
  readonly line: number;
  /** What the sentence behind it says that it prints: ``prints `1 0` …``. */
  readonly prints: string | null;
}

/** Fenced blocks, in order. Blocks inside of lists are not looked for. */
export function codeBlocks(markdown: string): readonly CodeBlock[] {
  const blocks: CodeBlock[] = [];
  const lines = markdown.split('\n');
  for (let start = 0; start < lines.length; start++) {
    const fence = /^(`{3,})(.*)$/.exec(lines[start] ?? '');
    if (fence === null) continue;
    const end = lines.indexOf(fence[1] ?? '', start + 1);
    if (end < 0) throw new Error(`line ${start + 1}: the block never ends`);
    const info = (fence[2] ?? '').trim().split(/\s+/);
    const [, prints = null] = /^prints `(.*?)`/.exec(lines.slice(end + 1).find((line) => line !== '') ?? '') ?? [];
    blocks.push({ info, text: lines.slice(start + 1, end).join('\n'), line: start + 1, prints });
    start = end;
  }
  return blocks;
}

/** A shell block and, where the page shows it, what it prints. */
export interface ShellStep {
  readonly block: CodeBlock;
  readonly expected: CodeBlock | null;
}

/** `sh runnable` blocks, each with the `text output` or `json output` block that follows it. */
export function shellSteps(blocks: readonly CodeBlock[]): readonly ShellStep[] {
  return blocks.flatMap((block, index) => {
    if (block.info[0] !== 'sh' || !block.info.includes('runnable')) return [];
    const next = blocks[index + 1];
    return [{ block, expected: next?.info.includes('output') === true ? next : null }];
  });
}

/**
 * What of the expected lines is missing in an output, or null. Lines have to come in order, with others in between allowed; `…` stands
 * for anything, and one space for several.
 */
export function missingLine(expected: string, output: string): string | null {
  const tidy = (line: string) => line.trim().replaceAll(/\s+/g, ' ');
  const lines = output.split('\n').map(tidy);
  let at = 0;
  for (const wanted of expected.split('\n').filter((line) => line.trim() !== '')) {
    const pattern = new RegExp(`^${tidy(wanted).split('…').map(RegExp.escape).join('.*')}$`);
    while (at < lines.length && !pattern.test(lines[at] ?? '')) at++;
    if (at === lines.length) return wanted;
    at++;
  }
  return null;
}
