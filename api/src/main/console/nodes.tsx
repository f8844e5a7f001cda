import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { Chart } from '@console/chart';
import { Checks } from '@console/checks';
import { Field } from '@console/field';
import { Failure, Loading, Notice } from '@console/notice';
import { link, replace, type Place } from '@console/router';
import { Table, type Column } from '@console/table';
import { common, count } from '@console/texts';
import { Ago, span } from '@console/time';
import { stateOf, STATES, useFleet, type Applied, type Fleet, type Rejected, type ShownState, type Sighting, type Spread } from './fleet';
import './nodes.css';
import { texts } from './texts';

const words = texts.nodes;
const KINDS: Record<ShownState, string> = { STALE: 'bad', SYNCING: 'warn', CLOSED: 'warn', REFUSES: 'bad', GONE: 'warn', LIVE: 'good' };
const SHOWN_REASONS = 2;
/** Of the chart, at least. */
const SHOWN_SECONDS = 120;

/** The nodes, or one of them. */
export function Nodes({ here }: { here: Place }) {
  const id = here.segments[1];
  return id === undefined ? <All here={here} /> : <One id={id} />;
}

function All({ here }: { here: Place }) {
  const { fleet, failure, reload } = useFleet();
  const text = here.query.get('text') ?? '';
  const namespace = here.query.get('namespace') ?? '';
  const filter = (next: { text?: string; namespace?: string }) => replace(here.segments, { text, namespace, ...next });
  const namespaces = useMemo(
    () => [...new Set((fleet?.nodes ?? []).flatMap(({ node }) => node.namespaces.map((each) => each.namespace)))].sort(),
    [fleet],
  );
  const columns = useMemo(() => columnsFor(namespace), [namespace]);
  const shown = useMemo(() => (fleet?.nodes ?? []).filter((each) => matches(each, text, namespace)), [fleet, text, namespace]);
  return (
    <>
      <h1>{words.title}</h1>
      <Checks />
      {failure && <Failure failure={failure} retry={reload} />}
      {!fleet && !failure && <Loading />}
      {fleet && (
        <>
          <Summary fleet={fleet} />
          <div class="toolbar">
            <Field label={words.filter}>
              <input type="search" placeholder={words.filterHint} value={text} onInput={(event) => filter({ text: event.currentTarget.value })} />
            </Field>
            <Field label={words.namespace}>
              <select value={namespace} onChange={(event) => filter({ namespace: event.currentTarget.value })}>
                <option value="">{words.allNamespaces}</option>
                {[...new Set([...namespaces, ...(namespace ? [namespace] : [])])].map((each) => (
                  <option key={each} value={each}>
                    {each}
                  </option>
                ))}
              </select>
            </Field>
          </div>
          <Table
            caption={words.title}
            columns={columns}
            rows={shown}
            rowKey={(row) => row.node.id}
            empty={fleet.nodes.length === 0 ? words.empty : words.noMatch}
          />
          <Propagation fleet={fleet} pick={(sample) => (namespace ? sample.namespaces.get(namespace) : sample.all)} />
        </>
      )}
    </>
  );
}

/** How many there are, and how they are; told again to those who listen when that changes. */
function Summary({ fleet }: { fleet: Fleet }) {
  const states = fleet.nodes.map(stateOf);
  return (
    <p class="summary" role="status">
      <strong>{words.count(fleet.nodes.filter((each) => !each.gone).length)}</strong>{' '}
      {STATES.filter((state) => states.includes(state)).map((state) => (
        <>
          <span key={state} class={`badge badge-${KINDS[state]}`}>
            {`${count(states.filter((each) => each === state).length)} ${words.states[state]}`}
          </span>{' '}
        </>
      ))}
    </p>
  );
}

function matches({ node }: Sighting, text: string, namespace: string): boolean {
  const searched = [node.id, node.host, node.application, node.version, node.state, ...node.rejected.map((each) => each.name)];
  return (
    (namespace === '' || node.namespaces.some((each) => each.namespace === namespace)) &&
    text
      .toLowerCase()
      .split(/\s+/)
      .every((word) => searched.some((each) => each.toLowerCase().includes(word)))
  );
}

function columnsFor(namespace: string): Column<Sighting>[] {
  const applied = ({ node }: Sighting) => node.namespaces.find((each) => each.namespace === namespace);
  const lag = (row: Sighting) => (namespace ? [applied(row)].filter((each) => each !== undefined) : row.node.namespaces);
  return [
    {
      key: 'node',
      title: words.node,
      heading: true,
      cell: ({ node }) => (
        <a class="host" href={link(['nodes', node.id])} title={node.id}>
          {node.host}
        </a>
      ),
      order: ({ node }) => node.host,
    },
    { key: 'state', title: words.state, cell: (row) => <State sighting={row} />, order: (row) => STATES.indexOf(stateOf(row)) },
    {
      key: 'application',
      title: words.application,
      cell: ({ node }) => (
        <span>
          {node.application} <span class="faint">{node.version}</span>
        </span>
      ),
      order: ({ node }) => `${node.application} ${node.version}`,
    },
    { key: 'uptime', title: words.uptime, number: true, cell: (row) => <Uptime sighting={row} />, order: ({ node }) => -Date.parse(node.startedAt) },
    ...(namespace
      ? appliedColumns<Sighting>(applied)
      : [
          {
            key: 'namespaces',
            title: words.namespaces,
            number: true,
            cell: ({ node }: Sighting) => count(node.namespaces.length),
            order: ({ node }: Sighting) => node.namespaces.length,
          },
          {
            key: 'lag',
            title: words.lag,
            number: true,
            cell: (row: Sighting) => (row.gone ? common.none : <Lag of={worst(lag(row))} />),
            order: (row: Sighting) => worst(lag(row))?.lag?.offsets ?? -1,
          },
        ]),
    {
      key: 'rejected',
      title: words.rejected,
      cell: ({ node }) => <Rejections rejected={node.rejected.filter((each) => namespace === '' || each.namespace === namespace)} />,
      order: ({ node }) => -node.rejected.length,
    },
  ];
}

/** What is known of a namespace at a node. */
function appliedColumns<T>(applied: (row: T) => Applied | undefined): Column<T>[] {
  return [
    {
      key: 'offset',
      title: words.offset,
      number: true,
      cell: (row) => plain(applied(row)?.offset),
      order: (row) => applied(row)?.offset ?? -1,
    },
    {
      key: 'revision',
      title: words.revision,
      number: true,
      cell: (row) => <Revision revision={applied(row)?.revision} />,
      order: (row) => applied(row)?.revision ?? -1,
    },
    {
      key: 'lag',
      title: words.lag,
      number: true,
      cell: (row) => <Lag of={applied(row)} />,
      order: (row) => applied(row)?.lag?.offsets ?? -1,
    },
    {
      key: 'propagation',
      title: words.took,
      number: true,
      cell: (row) => <Took spread={applied(row)?.propagation ?? undefined} />,
      order: (row) => applied(row)?.propagation?.p99 ?? -1,
    },
  ];
}

/** The one that is furthest behind. */
function worst(namespaces: Applied[]): Applied | undefined {
  return [...namespaces].sort((a, b) => behind(b) - behind(a))[0];
}

function behind({ lag }: Applied): number {
  return lag === null ? Number.MAX_VALUE : lag.milliseconds + lag.offsets;
}

function State({ sighting }: { sighting: Sighting }) {
  const state = stateOf(sighting);
  return (
    <span class="state">
      <span class={`badge badge-${KINDS[state]}`} title={words.meaning[state]}>
        {words.states[state]}
      </span>
      {sighting.gone && (
        <>
          {' '}
          <span class="faint">
            <Ago at={sighting.seen} />
          </span>
        </>
      )}
    </span>
  );
}

function Uptime({ sighting: { node, seen, gone } }: { sighting: Sighting }) {
  return <span class="uptime" title={words.since(node.startedAt)}>{gone ? common.none : span(Math.max(1, (seen - Date.parse(node.startedAt)) / 1000))}</span>;
}

function Lag({ of }: { of: Applied | undefined }) {
  if (of === undefined) {
    return <>{common.none}</>;
  }
  if (of.lag === null) {
    return (
      <span class="badge badge-warn" title={words.otherEpochMeaning}>
        {words.otherEpoch}
      </span>
    );
  }
  if (of.lag.offsets === 0) {
    return (
      <span class="faint" title={words.noLag}>
        0
      </span>
    );
  }
  return (
    <span class="badge badge-warn" title={of.namespace}>
      {words.behind(count(of.lag.offsets), span(of.lag.milliseconds / 1000))}
    </span>
  );
}

/** A revision is the microsecond of its write. */
function Revision({ revision }: { revision: number | undefined }) {
  return revision === undefined ? <>{common.none}</> : <code title={new Date(revision / 1000).toISOString()}>{revision}</code>;
}

function Took({ spread }: { spread: Spread | undefined }) {
  return spread ? (
    <span title={words.ofChanges(spread.count)}>{`${millis(spread.p50)} / ${millis(spread.p99)}`}</span>
  ) : (
    <span class="faint" title={words.noChange}>
      {common.none}
    </span>
  );
}

function Rejections({ rejected }: { rejected: Rejected[] }) {
  if (rejected.length === 0) {
    return <span class="faint">{common.none}</span>;
  }
  return (
    <ul class="rejections">
      {rejected.slice(0, SHOWN_REASONS).map((each) => (
        <li key={`${each.namespace} ${each.name}`}>
          <code>{`${each.namespace} ${each.name}`}</code>: {each.reason}
        </li>
      ))}
      {rejected.length > SHOWN_REASONS && <li class="faint">{words.moreRejected(count(rejected.length - SHOWN_REASONS))}</li>}
    </ul>
  );
}

/** How long changes take, as a line over the last minutes and in figures. */
function Propagation({ fleet, pick }: { fleet: Fleet; pick: (sample: Fleet['samples'][number]) => Spread | undefined }) {
  const spreads = fleet.samples.map(pick);
  const now = spreads[spreads.length - 1];
  const longest = Math.max(...spreads.map((each) => each?.p99 ?? -1));
  return (
    <section class="panel" aria-label={words.propagation}>
      <h2>{words.propagation}</h2>
      <p class="figures">
        {now ? words.figures(millis(now.p50), millis(now.p99), now.count) : words.noChange}
        {longest >= 0 && ` ${words.longest(millis(longest))}`}
      </p>
      <Chart
        title={words.chart}
        unit=" ms"
        seconds={SHOWN_SECONDS}
        height={160}
        times={fleet.samples.map((sample) => sample.at)}
        lines={[
          { title: 'p50', values: spreads.map((each) => each?.p50 ?? null) },
          { title: 'p99', values: spreads.map((each) => each?.p99 ?? null) },
        ]}
      />
      <p class="hint">{words.propagationHint}</p>
    </section>
  );
}

function One({ id }: { id: string }) {
  const { fleet, failure, reload } = useFleet();
  const sighting = fleet?.nodes.find((each) => each.node.id === id);
  const back = (
    <p>
      <a href={link(['nodes'])}>{words.back}</a>
    </p>
  );
  if (!sighting) {
    return (
      <>
        {back}
        <h1>{id}</h1>
        {failure ? <Failure failure={failure} retry={reload} /> : fleet ? <Notice kind="warn">{words.unknown}</Notice> : <Loading />}
      </>
    );
  }
  const { node, gone, seen } = sighting;
  const state = stateOf(sighting);
  return (
    <>
      {back}
      <h1>
        {node.host} <State sighting={sighting} />
      </h1>
      {failure && <Failure failure={failure} retry={reload} />}
      {state !== 'LIVE' && <Notice kind={KINDS[state] === 'bad' ? 'bad' : 'warn'}>{words.meaning[state]}</Notice>}
      {node.lastError && (
        <Notice kind="warn">
          <strong>{words.lastError}</strong> <code>{node.lastError}</code>
        </Notice>
      )}
      <dl class="facts">
        <Fact name={words.application}>{`${node.application} ${node.version}`}</Fact>
        <Fact name={words.started}>
          <Ago at={node.startedAt} />
        </Fact>
        <Fact name={words.reported}>
          <Ago at={gone ? seen : node.reportedAt} />
        </Fact>
        <Fact name={words.id}>
          <code>{node.id}</code>
        </Fact>
      </dl>
      <h2>{words.namespaces}</h2>
      <Table
        caption={words.namespaces}
        columns={namespaceColumns}
        rows={node.namespaces}
        rowKey={(row) => row.namespace}
        empty={words.noNamespaces}
      />
      {node.rejected.length > 0 && (
        <>
          <h2 class="next">{words.rejected}</h2>
          <p>{words.rejectedHint}</p>
          <Table
            caption={words.rejected}
            columns={rejectedColumns}
            rows={node.rejected}
            rowKey={(row) => `${row.namespace} ${row.name}`}
            empty=""
          />
        </>
      )}
      <Propagation fleet={fleet!} pick={(sample) => sample.nodes.get(id)} />
    </>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const namespaceColumns: Column<Applied>[] = [
  { key: 'namespace', title: words.namespace, heading: true, cell: (row) => row.namespace, order: (row) => row.namespace },
  ...appliedColumns<Applied>((row) => row),
];

const rejectedColumns: Column<Rejected>[] = [
  { key: 'namespace', title: words.namespace, cell: (row) => row.namespace, order: (row) => row.namespace },
  { key: 'name', title: words.setting, heading: true, cell: (row) => <code>{row.name}</code>, order: (row) => row.name },
  { key: 'revision', title: words.revision, number: true, cell: (row) => <Revision revision={row.revision} />, order: (row) => row.revision },
  { key: 'reason', title: words.reason, cell: (row) => row.reason },
];

function plain(value: number | undefined): string {
  return value === undefined ? common.none : String(value);
}

function millis(value: number): string {
  return value >= 1000 ? `${(value / 1000).toFixed(1)} s` : `${value >= 10 ? Math.round(value) : value.toFixed(1)} ms`;
}
