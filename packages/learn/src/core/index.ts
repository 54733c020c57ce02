/** The engines: nothing here reads or writes anything but what it is given. */

export {
  type CategoryColumn,
  type Column,
  checkTable,
  type NumberColumn,
  pickTableRows,
  type Table,
} from './data/table.ts';
export { LearnError } from './errors.ts';
export * from './trees/index.ts';
