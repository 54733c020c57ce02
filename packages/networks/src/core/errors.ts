/** What the engine says when it is asked for something that it cannot give. */
export class NetworksError extends Error {
  override readonly name = 'NetworksError';
}
