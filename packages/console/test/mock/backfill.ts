/** The mock's back-fill: offered where things are troubled, and half done once it was begun. */
export class MockBackfill {
  readonly asked: string[] = [];
  state: 'none' | 'running' | 'stopped' = 'none';
  readonly #offered: boolean;

  constructor(offered: boolean) {
    this.#offered = offered;
  }

  get(): unknown {
    const counter = (name: string, path: string, line: number) => ({ function: name, path, line });
    const offer = {
      rulesetHash: 'f00d',
      counters: [
        counter('IncrementWindow', 'rules/spam.sml', 12),
        counter('DistinctWindow', 'rules/links.sml', 7),
        counter('CrossedThreshold', 'rules/links.sml', 9),
        counter('IncrementWindow', 'rules/rings.sml', 4),
      ],
    };
    const progress = this.state === 'none' ? {} : { by: 'robin@lapwing.example', share: 0.42, events: 1_234_567 };
    return { state: this.state, ...progress, offer: this.#offered ? offer : null };
  }

  begin(reason: string): void {
    this.asked.push(reason);
    this.state = 'running';
  }
}
