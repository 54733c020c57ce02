/** Every feature of the event with its value; values filter, entities lead to their page. */

import type { Json } from '../../api/json.ts';
import type { EventFeature } from '../../api/types.ts';
import { SearchField } from '../../kit/Field.tsx';
import { Panel } from '../../kit/Panel.tsx';
import { Empty } from '../../kit/States.tsx';
import { formatValue } from '../../lib/format.ts';
import { EntityRef, FeatureValue, ListItem } from '../shared/filters.tsx';
import '../../kit/table.css';

interface FeaturesPanelProps {
  readonly features: readonly EventFeature[];
  readonly find: string;
  readonly showEmpty: boolean;
  readonly onFind: (find: string) => void;
  readonly onShowEmpty: (show: boolean) => void;
}

export function FeaturesPanel({ features, find, showEmpty, onFind, onShowEmpty }: FeaturesPanelProps) {
  const lower = find.toLowerCase();
  const filled = features.filter((feature) => !isEmpty(feature.value));
  const shown = (showEmpty ? features : filled).filter(
    (feature) => feature.name.toLowerCase().includes(lower) || formatValue(feature.value).toLowerCase().includes(lower),
  );
  return (
    <Panel title="Features" note={`${filled.length} of ${features.length} have a value`} flush>
      <div className="features-tools">
        <div className="grow">
          <SearchField label="Find a feature or value" value={find} onChange={(event) => onFind(event.target.value)} />
        </div>
        <label className="check">
          <input type="checkbox" checked={!showEmpty} onChange={(event) => onShowEmpty(!event.target.checked)} />
          Hide empty
        </label>
      </div>
      {shown.length === 0 ? (
        <Empty title="No such feature">
          {showEmpty ? undefined : 'It may be empty for this event: show those too.'}
        </Empty>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the table scrolls, which needs focus
        <section className="features-scroll" aria-label="Features by name" tabIndex={0}>
          <table className="table features">
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Value</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((feature) => (
                <tr key={feature.name}>
                  <td title={`${feature.path}:${feature.line}`}>
                    {feature.name}
                    <span className="feature-type">
                      {feature.entityType === null ? feature.type : `${feature.entityType} (${feature.type})`}
                    </span>
                  </td>
                  <td className="mono">
                    <Value feature={feature} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </Panel>
  );
}

function Value({ feature }: { readonly feature: EventFeature }) {
  const { name, value, entityType } = feature;
  if (isEmpty(value)) return <span className="faint">{Array.isArray(value) ? '[]' : 'None'}</span>;
  if (entityType !== null && (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint')) {
    return <EntityRef type={entityType} id={String(value)} feature={name} featureType={feature.type} full />;
  }
  if (Array.isArray(value)) {
    return value.map((item, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: a list may hold the same item twice
      <span key={index}>
        {index > 0 && ', '}
        <ListItem name={name} item={item}>
          {formatValue(item)}
        </ListItem>
      </span>
    ));
  }
  return (
    <FeatureValue name={name} value={value}>
      <span className="wrap-any">{formatValue(value)}</span>
    </FeatureValue>
  );
}

function isEmpty(value: Json): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}
