/** Lists that the rules in force name and nobody has made: their look-ups fail at every event. */
import { TriangleAlert } from 'lucide-react';
import type { MissingList } from '../../api/list-types.ts';
import { Button } from '../../kit/Button.tsx';
import { Panel } from '../../kit/Panel.tsx';

interface MissingListsProps {
  readonly missing: readonly MissingList[];
  readonly onMake: (name: string) => void;
}

export function MissingLists({ missing, onMake }: MissingListsProps) {
  return (
    <Panel title="Rules name lists that do not exist" flush className="lists-missing">
      <ul>
        {missing.map(({ name, uses }) => (
          <li key={name}>
            <TriangleAlert size={16} className="lists-warning" aria-hidden />
            <span className="grow">
              <code>{name}</code>{' '}
              <span className="muted">
                looked up at {uses.map(({ path, line }) => `${path}:${line}`).join(', ')}; until it is made,{' '}
                {uses.some(({ rules }) => rules.length > 0)
                  ? `these rules cannot be decided: ${[...new Set(uses.flatMap(({ rules }) => rules))].join(', ')}`
                  : 'the look-up fails'}
              </span>
            </span>
            <Button small onClick={() => onMake(name)}>
              Make it
            </Button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
