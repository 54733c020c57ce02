/** The language server's core, for transports of all kinds. */

export type { RecentValues } from './describe.ts';
export type * from './protocol.ts';
export { Workspace, type WorkspaceOptions } from './workspace.ts';
