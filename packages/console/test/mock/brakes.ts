/** The mock's brakes: in trouble there is a halt, a stopped rule, and effects that wait. */
import { person } from '../mock-api.ts';

interface Made {
  readonly by: string;
  readonly reason: string;
  readonly at: string;
}

interface Held {
  readonly id: string;
  readonly heldRule: string;
  readonly cause: string;
}

interface Cap {
  readonly scope: string;
  readonly rule: string | null;
  readonly effects: string;
  readonly spanSeconds: number;
  readonly limit: number | null;
  readonly changed: Made | null;
  readonly usedMost: number;
  readonly used: readonly { readonly rule: string | null; readonly used: number }[];
}

export class MockBrakes {
  readonly #at: string;
  halted: Made | null;
  held: Held[];
  caps: Cap[];
  protected: { readonly type: string; readonly id: string; readonly changed: Made | null }[] = [];
  stopped: { readonly rule: string }[];
  readonly alerts: MockAlert[];
  undone: Record<string, unknown>[] = [];
  /** Paths and bodies of what was asked for. */
  readonly asked: { readonly path: string; readonly body: Record<string, unknown> }[] = [];

  constructor(at: string, troubled: boolean) {
    this.#at = at;
    this.halted = troubled ? { by: 'ada@example.org', reason: 'the deployment of 11:40 labels everybody', at } : null;
    const held = (heldRule: string, cause: string, count: number) =>
      Array.from({ length: count }, (_, i) => ({ id: `${heldRule}-${cause}-${i}`, heldRule, cause }));
    this.held = troubled ? [...held('LinkFlood', 'cap', 26), ...held('NewAccountBurst', 'emergency', 9)] : [];
    const cap = { scope: 'each-rule', rule: null, effects: 'label', spanSeconds: 3600, limit: 10_000, changed: null };
    const own = { by: 'ada@example.org', reason: 'a raid is on', at };
    this.caps = [
      { ...cap, usedMost: 8420, used: [{ rule: 'NewAccountBurst', used: 8420 }] },
      {
        ...cap,
        scope: 'platform',
        spanSeconds: 86_400,
        limit: 100_000,
        usedMost: 12_031,
        used: [{ rule: null, used: 12_031 }],
      },
      {
        ...cap,
        scope: 'rule',
        rule: 'LinkFlood',
        effects: 'label:spammer',
        limit: 200,
        changed: own,
        usedMost: 200,
        used: [],
      },
    ];
    this.protected = troubled
      ? [
          { type: 'User', id: '9007199254740993', changed: null },
          { type: 'User', id: 'press-office', changed: own },
        ]
      : [];
    this.alerts = troubled ? alertsAt(at) : [];
    this.stopped = troubled ? [{ rule: 'NewAccountBurst' }] : [];
    if (troubled)
      this.undone = [batchOf({ rule: 'LinkFlood', from: at, to: at, reason: 'a pattern was too wide' }, at, 'done')];
  }

  get(parts: readonly string[], query: URLSearchParams): unknown {
    if (parts[0] === 'undo') return { items: this.undone };
    switch (parts[1]) {
      case undefined:
        return this.#view();
      case 'held': {
        const rule = query.get('rule') ?? '';
        const from = Number(query.get('cursor') ?? 0);
        const all = this.held.filter((item) => rule === '' || item.heldRule === rule);
        const items = all.slice(from, from + 20).map((item, i) => this.#heldView(item, from + i));
        return { items, next: from + 20 < all.length ? String(from + 20) : null };
      }
      case 'alerts': {
        const items = this.alerts.filter(({ seen }) => query.get('state') !== 'open' || seen === null);
        return { open: this.alerts.filter(({ seen }) => seen === null).length, items };
      }
      default:
        return {};
    }
  }

  /** Null where there is nothing to change. */
  post(parts: readonly string[], body: Record<string, unknown>): unknown {
    const path = parts.join('/');
    this.asked.push({ path, body });
    const made = { by: person.email, reason: String(body['reason']), at: this.#at };
    switch (path) {
      case 'brakes/alerts/acknowledge': {
        const ids = body['ids'];
        const open = this.alerts.filter(
          ({ id, seen }) => seen === null && (body['all'] === true || (Array.isArray(ids) && ids.includes(id))),
        );
        for (const alert of open) alert.seen = made;
        return { acknowledged: open.length, notOpen: [] };
      }
      case 'brakes/halt':
        this.halted = made;
        return { halted: made };
      case 'brakes/resume':
        this.halted = null;
        return { halted: null };
      case 'brakes/reset':
        this.stopped = this.stopped.filter(({ rule }) => rule !== body['rule']);
        return {};
      case 'brakes/protect':
        this.protected.push({ type: String(body['type']), id: String(body['id']), changed: made });
        return {};
      case 'brakes/unprotect':
        this.protected = this.protected.filter(({ id }) => id !== body['id']);
        return {};
      case 'brakes/caps': {
        const { scope, effects, spanSeconds, limit } = body;
        const rule = typeof body['rule'] === 'string' ? body['rule'] : null;
        const same = (cap: Cap) => cap.scope === scope && cap.rule === rule && cap.effects === effects;
        const known = this.caps.find(same);
        const cap = { scope: String(scope), rule, effects: String(effects), spanSeconds: Number(spanSeconds) };
        const set = {
          ...cap,
          limit: Number(limit),
          changed: made,
          usedMost: known?.usedMost ?? 0,
          used: known?.used ?? [],
        };
        this.caps = known === undefined ? [...this.caps, set] : this.caps.map((one) => (same(one) ? set : one));
        return {};
      }
      case 'brakes/held/release':
      case 'brakes/held/drop': {
        const meant = (item: Held) =>
          Array.isArray(body['ids'])
            ? body['ids'].includes(item.id)
            : item.heldRule === body['rule'] && item.cause === body['cause'];
        const settled = this.held.filter(meant).length;
        this.held = this.held.filter((item) => !meant(item));
        return { settled, notHeld: [] };
      }
      case 'undo/forecast': {
        const labels = ['100', '101'].map((entityId) => ({
          entityType: 'User',
          entityId,
          label: 'spammer',
          outcome: 'reversed',
          effects: 1,
        }));
        return { ...COUNTS, labels, complete: true };
      }
      case 'undo':
        this.undone.unshift(batchOf(body, this.#at, 'running'));
        return this.undone[0];
      default:
        return null;
    }
  }

  #view(): unknown {
    const rules = new Map<string, { rule: string; cause: string; count: number }>();
    for (const { heldRule: rule, cause } of this.held) {
      const known = rules.get(`${rule} ${cause}`);
      if (known === undefined) rules.set(`${rule} ${cause}`, { rule, cause, count: 1 });
      else known.count++;
    }
    const stop = { version: '5f2a', owner: 'spam-team', at: this.#at, hits: 412, events: 1830 };
    return {
      at: this.#at,
      halted: this.halted,
      caps: this.caps,
      stopped: this.stopped.map((rule) => ({ ...rule, ...stop })),
      protected: this.protected,
      onProtected: 'hold',
      held: { total: this.held.length, rules: [...rules.values()] },
      refused: { total: 0, rules: [] },
    };
  }

  #heldView(item: Held, index: number): unknown {
    const id = String(9_007_199_254_740_993n + BigInt(index));
    const effect =
      index % 5 === 4
        ? { kind: 'verdict', summary: 'reject' }
        : { kind: 'label', summary: `User/${id}/spammer/1`, entity: { type: 'User', id }, label: 'spammer' };
    const detail =
      item.cause === 'cap'
        ? 'over the cap of 200 label:spammer in 1 h for the rule LinkFlood'
        : 'the emergency brake stopped it';
    return {
      ...item,
      ...effect,
      rules: [{ name: item.heldRule, reason: 'flood' }],
      eventId: `evt-${index}`,
      heldAt: this.#at,
      detail,
    };
  }
}

const COUNTS = {
  ...{ effects: 9, verdicts: 3, plugins: 0, unreadable: 0 },
  outcomes: { reversed: 2, 'other-reason': 1, 'person-decided': 1, 'nothing-left': 0, 'changed-meanwhile': 0 },
};

function batchOf(body: Record<string, unknown>, at: string, state: string): Record<string, unknown> {
  const scope = { of: 'rule', rule: body['rule'], version: null };
  const id = crypto.randomUUID();
  const progress = state === 'done' ? 1 : 0.4;
  return {
    ...COUNTS,
    id,
    scope,
    from: body['from'],
    to: body['to'],
    by: person.email,
    reason: body['reason'],
    at,
    state,
    progress,
  };
}

interface MockAlert {
  readonly id: string;
  seen: unknown;
}

function alertsAt(at: string): MockAlert[] {
  const alert = (id: string, kind: string, rule: string, message: string) => ({
    id,
    kind,
    rule,
    owner: 'spam-team',
    at,
    message,
    seen: null,
  });
  return [
    alert(
      'a1',
      'emergency',
      'NewAccountBurst',
      'NewAccountBurst changed less than a day ago and has effects on 412 of 1830 events; its effects are held until a person resets it',
    ),
    alert(
      'a2',
      'cap',
      'LinkFlood',
      'LinkFlood reached the cap of 200 label:spammer in 1 h for the rule LinkFlood; what goes beyond it is held',
    ),
    alert(
      'a3',
      'anomaly',
      'LinkFlood',
      'LinkFlood hits 230 of 2100 events this hour, 6.2 times as often as at this hour of the week',
    ),
  ];
}
