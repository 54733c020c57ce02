/** What is wrong with what came from outside, said so that its sender can mend it. */
export class LearnError extends Error {
  override readonly name = 'LearnError';
}
