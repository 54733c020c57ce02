/** The columns of an event list: the fixed ones and one for any feature. */
import type { ReactNode } from 'react';
import type { EventSummary, Feature } from '../../api/types.ts';
import { formatValue } from '../../lib/format.ts';
import { LabelBadge, RuleBadge, VerdictBadge } from './EventBadges.tsx';
import { EntityRef, FeatureValue } from './filters.tsx';

export interface EventColumn {
  readonly id: string;
  readonly title: string;
  /** A CSS grid track. */
  readonly width: string;
  /** One running text that ends in an ellipsis, instead of a row of marks. */
  readonly text?: boolean;
  readonly cell: (item: EventSummary, known: ReadonlyMap<string, Feature>) => ReactNode;
}

export const baseColumns: readonly EventColumn[] = [
  {
    id: 'action',
    title: 'Action',
    width: '66px',
    cell: (item) => (
      <FeatureValue name="ActionName" value={item.action}>
        {item.action}
      </FeatureValue>
    ),
  },
  { id: 'entities', title: 'Entities', width: '248px', cell: entities },
  { id: 'rules', title: 'Rules', width: '164px', cell: rules },
  {
    id: 'verdicts',
    title: 'Verdicts',
    width: '116px',
    cell: (item) => [
      ...item.verdicts.slice(0, 1).map((verdict) => <VerdictBadge key={verdict} verdict={verdict} />),
      more(item.verdicts.slice(1)),
    ],
  },
  {
    id: 'labels',
    title: 'Labels',
    width: 'minmax(130px, 1fr)',
    cell: (item) => [
      ...item.labels.slice(0, 1).map((mutation) => <LabelBadge key={mutation} mutation={mutation} />),
      more(item.labels.slice(1)),
    ],
  },
  { id: 'summary', title: 'Features', width: 'minmax(180px, 1fr)', text: true, cell: summary },
];

export const defaultColumns = ['action', 'entities', 'rules', 'verdicts', 'summary'];

export function featureColumn(feature: Feature): EventColumn {
  const name = feature.name;
  return {
    id: name,
    title: name,
    width: feature.type === 'bool' ? '90px' : 'minmax(110px, 1fr)',
    text: feature.entityType === null,
    cell: (item) => {
      const value = item.features[name];
      if (value === undefined || value === null) return <span className="faint">–</span>;
      if (feature.entityType !== null) {
        return <EntityRef type={feature.entityType} id={String(value)} feature={name} featureType={feature.type} />;
      }
      return (
        <FeatureValue name={name} value={value}>
          {formatValue(value)}
        </FeatureValue>
      );
    },
  };
}

function entities(item: EventSummary, known: ReadonlyMap<string, Feature>): ReactNode {
  const shown = item.entities.slice(0, 2).map((entity) => (
    <span key={entity.feature} className="named" title={`${entity.feature}: ${entity.type} ${entity.id}`}>
      <span className="faint">{entity.type}</span>
      <EntityRef
        type={entity.type}
        id={entity.id}
        feature={entity.feature}
        featureType={known.get(entity.feature)?.type ?? ''}
      />
    </span>
  ));
  return [...shown, more(item.entities.slice(2).map((entity) => `${entity.type} ${entity.id}`))];
}

function rules(item: EventSummary): ReactNode {
  return [...item.rules.slice(0, 1).map((name) => <RuleBadge key={name} name={name} />), more(item.rules.slice(1))];
}

/** `+2` for what a cell has no room for; the tooltip and the event's page have it all. */
function more(texts: readonly string[]): ReactNode {
  if (texts.length === 0) return null;
  return (
    <span key="more" className="more num" title={texts.join('\n')}>
      +{texts.length}
    </span>
  );
}

/** What the summary says beside the entities, most telling first as the server orders it. */
function summary(item: EventSummary): ReactNode {
  const shown = new Set(item.entities.map((entity) => entity.feature));
  return Object.entries(item.features)
    .filter(([name, value]) => !shown.has(name) && value !== null && name !== 'ActionName')
    .map(([name, value]) => (
      <span key={name} className="named">
        <span className="faint">{name}</span>
        <FeatureValue name={name} value={value}>
          {formatValue(value)}
        </FeatureValue>
      </span>
    ));
}
