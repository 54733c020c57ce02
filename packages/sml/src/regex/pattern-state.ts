/** What a pattern's parser knows of its groups. */

import { reprString } from '../text/python-format.ts';
import { type RegexNode, type Width, widthOf } from './ast.ts';
import { RegexSyntaxError, type Tokenizer, tokenLength } from './tokenizer.ts';

export class PatternState {
  /** Number of groups opened, group 0 included. */
  count = 1;
  /** Widths of the groups that are closed. */
  readonly widths = new Map<number, Width>();
  readonly names = new Map<string, number>();
  /** Look-behinds met so far; each must have one width. */
  readonly lookBehinds: RegexNode[] = [];
  /** Groups that conditions name by number, with the position of the first mention: they may be defined later. */
  readonly #conditions = new Map<number, number>();
  /** Groups that existed when the outermost look-behind began. */
  #lookBehindGroups: number | null = null;

  /** The number of a new group, opened after its name was read. */
  openGroup(name: string | null, source: Tokenizer): number {
    const index = this.count++;
    if (name === null) return index;
    const earlier = this.names.get(name);
    if (earlier !== undefined) {
      const message = `redefinition of group name ${reprString(name)} as group ${index}; was group ${earlier}`;
      throw source.error(message, tokenLength(name) + 1);
    }
    this.names.set(name, index);
    return index;
  }

  closeGroup(index: number, width: Width): void {
    this.widths.set(index, width);
  }

  enterLookBehind(): boolean {
    if (this.#lookBehindGroups !== null) return false;
    this.#lookBehindGroups = this.count;
    return true;
  }

  leaveLookBehind(): void {
    this.#lookBehindGroups = null;
  }

  /** Check `\1`; `text` is the escape as written. */
  checkNumber(group: number, text: string, source: Tokenizer): void {
    if (group >= this.count) throw source.error(`invalid group reference ${group}`, text.length - 1);
    if (!this.widths.has(group)) throw source.error('cannot refer to an open group', text.length);
    this.checkLookBehind(group, source);
  }

  /** Check `(?P=name)`; the group's number. */
  checkName(name: string, source: Tokenizer): number {
    const group = this.names.get(name);
    if (group === undefined) throw source.error(`unknown group name ${reprString(name)}`, tokenLength(name) + 1);
    if (!this.widths.has(group)) throw source.error('cannot refer to an open group', tokenLength(name) + 1);
    this.checkLookBehind(group, source);
    return group;
  }

  checkLookBehind(group: number, source: Tokenizer): void {
    if (this.#lookBehindGroups === null) return;
    if (!this.widths.has(group)) throw source.error('cannot refer to an open group');
    if (group >= this.#lookBehindGroups) {
      throw source.error('cannot refer to group defined in the same lookbehind subpattern');
    }
  }

  noteCondition(group: number, position: number): void {
    if (!this.#conditions.has(group)) this.#conditions.set(group, position);
  }

  /** What can only be checked once the whole pattern is known. */
  checkConditions(source: Tokenizer): void {
    for (const [group, position] of this.#conditions) {
      if (group >= this.count) throw source.errorAt(`invalid group reference ${group}`, position);
    }
    for (const item of this.lookBehinds) {
      const { min, max } = widthOf(item, this.widths);
      if (min !== max) throw new RegexSyntaxError('look-behind requires fixed-width pattern');
    }
  }
}
