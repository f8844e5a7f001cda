import { useMemo, useState } from 'preact/hooks';
import { Chart, type Line } from '@console/chart';
import { Checks } from '@console/checks';
import { Failure, Loading } from '@console/notice';
import { link } from '@console/router';
import { useSignal } from '@console/signal';
import { Table, type Column } from '@console/table';
import { common, count } from '@console/texts';
import { Ago, span } from '@console/time';
import type { NamespaceBacklog } from './answers';
import { askFlush, askStart } from './asking';
import { live, lookNow, type Sample } from './live';
import { Badge, Tiles, total } from './pieces';
import { Act, useHindrance } from './rights';
import { texts } from './texts';

const words = texts.backlog;
/** So many lines can be told apart. */
const LINES = 4;
const MINUTE = 60_000;

/** What is not in the archive yet, of each namespace, and how that goes. */
export function Backlog() {
  const { namespaces, samples, redis, at } = useSignal(live);
  const why = useHindrance();
  const may = useMayAct();
  return (
    <>
      <div class="head">
        <h1>{words.title}</h1>
        <div class="toolbar">
          <Act why={why} kind="primary" onClick={() => askStart()}>
            {texts.asking.open}
          </Act>
          <Act why={why} onClick={() => askFlush()}>
            {texts.flush.open}
          </Act>
        </div>
      </div>
      <Checks />
      {namespaces ? (
        <div class={redis ? 'dense old' : 'dense'}>
          <Summary namespaces={namespaces} samples={samples} />
          <Charts namespaces={namespaces} samples={samples} />
          <Table caption={words.title} columns={may ? [...columns, actions] : columns} rows={namespaces} rowKey={(row) => row.namespace} empty={words.empty} />
          {at !== undefined && (
            <p class="hint">
              {words.told} <Ago at={at} />
            </p>
          )}
        </div>
      ) : redis ? (
        <Failure failure={redis} retry={lookNow} />
      ) : (
        <Loading />
      )}
    </>
  );
}

function useMayAct(): boolean {
  return useHindrance() === undefined;
}

const columns: Column<NamespaceBacklog>[] = [
  { key: 'namespace', title: words.namespace, cell: (row) => row.namespace, order: (row) => row.namespace },
  { key: 'dirty', title: words.dirty, number: true, cell: (row) => count(row.dirty), order: (row) => row.dirty },
  { key: 'oldest', title: words.oldest, number: true, cell: (row) => age(row.oldestDirtySeconds), order: (row) => row.oldestDirtySeconds },
  {
    key: 'quarantined',
    title: words.quarantined,
    number: true,
    cell: (row) => (row.quarantined > 0 ? <a href={link(['quarantine'], { namespace: row.namespace })}>{count(row.quarantined)}</a> : '0'),
    order: (row) => row.quarantined,
  },
  { key: 'history', title: words.history, number: true, cell: (row) => count(row.historyPending), order: (row) => row.historyPending },
  {
    key: 'run',
    title: words.lastRun,
    cell: (row) =>
      row.lastRun ? (
        <span class="together">
          <a href={link(['runs', String(row.lastRun.id)])}>{texts.run.link(row.lastRun.id)}</a>
          <Badge word={row.lastRun.status} />
          <span class="faint">
            <Ago at={row.lastRun.endedAt ?? row.lastRun.startedAt} />
          </span>
        </span>
      ) : (
        common.none
      ),
    order: (row) => row.lastRun?.startedAt ?? '',
  },
];

const actions: Column<NamespaceBacklog> = {
  key: 'actions',
  title: texts.actions,
  cell: (row) => (
    <span class="together still">
      <button type="button" class="small" aria-label={words.drainOf(row.namespace)} onClick={() => askStart('drain', row.namespace)}>
        {words.drain}
      </button>
      <button type="button" class="small" aria-label={words.flushOf(row.namespace)} onClick={() => askFlush(row.namespace)}>
        {words.flush}
      </button>
    </span>
  ),
};

function age(seconds: number): string {
  return seconds === 0 ? common.none : span(Math.round(seconds * 10) / 10);
}

function Summary({ namespaces, samples }: { namespaces: NamespaceBacklog[]; samples: Sample[] }) {
  const quarantined = namespaces.reduce((sum, each) => sum + each.quarantined, 0);
  const oldest = Math.max(0, ...namespaces.map((each) => each.oldestDirtySeconds));
  const recent = samples.filter((each) => each.entries !== null && each.at > Date.now() - MINUTE);
  const pace = recent.length === 0 ? undefined : recent.reduce((sum, each) => sum + (each.entries ?? 0), 0) / recent.length;
  return (
    <Tiles
      tiles={[
        { name: words.dirty, value: total(namespaces.map((each) => each.dirty)), hint: words.dirtyHint },
        { name: words.oldest, value: age(oldest), hint: words.oldestHint },
        {
          name: words.quarantined,
          value: quarantined > 0 ? <a href={link(['quarantine'])}>{count(quarantined)}</a> : '0',
          kind: quarantined > 0 ? 'warn' : '',
          hint: words.quarantinedHint,
        },
        { name: words.history, value: total(namespaces.map((each) => each.historyPending)), hint: words.historyHint },
        { name: words.pace, value: pace === undefined ? common.none : perSecond(pace), hint: words.paceHint },
      ]}
    />
  );
}

function perSecond(rate: number): string {
  return rate >= 10 ? count(Math.round(rate)) : count(Math.round(rate * 10) / 10);
}

const TOGETHER = '';
const LARGEST = '*';

function Charts({ namespaces, samples }: { namespaces: NamespaceBacklog[]; samples: Sample[] }) {
  const [chosen, setChosen] = useState(TOGETHER);
  const { times, dirty, ages, pace } = useMemo(() => draw(samples, chosen), [samples, chosen]);
  const single = chosen !== TOGETHER && chosen !== LARGEST;
  return (
    <section aria-labelledby="charts">
      <div class="head">
        <h2 id="charts">{words.charts}</h2>
        <label class="choice">
          {words.choose}{' '}
          <select value={chosen} onChange={(event) => setChosen(event.currentTarget.value)}>
            <option value={TOGETHER}>{words.together}</option>
            {namespaces.length > 1 && <option value={LARGEST}>{words.largest(LINES)}</option>}
            {namespaces.map((each) => (
              <option key={each.namespace} value={each.namespace}>
                {each.namespace}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div class="charts">
        <Drawing title={words.dirtyChart} times={times} lines={dirty} says={(value) => count(value)} />
        <Drawing title={words.ageChart} times={times} lines={ages} says={(value) => age(value)} />
        {!single && <Drawing title={words.paceChart} times={times} lines={pace} says={(value) => perSecond(value)} />}
      </div>
    </section>
  );
}

function Drawing({ title, times, lines, says }: { title: string; times: number[]; lines: Line[]; says: (value: number) => string }) {
  return (
    <figure>
      <figcaption>
        {title}
        {lines.map((line, at) => {
          const known = line.values.filter((value): value is number => value !== null);
          const now = known[known.length - 1];
          return (
            <span key={line.title} class="line">
              {lines.length > 1 && (
                <>
                  <span class={`key key-${(at % LINES) + 1}`} aria-hidden="true" /> {line.title}:{' '}
                </>
              )}
              {now === undefined ? common.none : words.nowAndMost(says(now), says(Math.max(...known)))}
            </span>
          );
        })}
      </figcaption>
      <Chart title={title} times={times} lines={lines} height={150} />
    </figure>
  );
}

/** What the charts show: all namespaces as one, those with the most, or a single one. */
function draw(samples: Sample[], chosen: string): { times: number[]; dirty: Line[]; ages: Line[]; pace: Line[] } {
  const lines = (of: (each: { dirty: number; age: number }) => number, join: (values: number[]) => number): Line[] => {
    if (chosen === TOGETHER) {
      return [{ title: words.together, values: samples.map((each) => each.backlog && join([...each.backlog.values()].map(of))) }];
    }
    const names = chosen === LARGEST ? largest(samples) : [chosen];
    return names.map((title) => ({
      title,
      values: samples.map((sample) => {
        const there = sample.backlog?.get(title);
        return there ? of(there) : null;
      }),
    }));
  };
  return {
    times: samples.map((each) => each.at / 1000),
    dirty: lines((each) => each.dirty, (values) => values.reduce((sum, each) => sum + each, 0)),
    ages: lines((each) => each.age, (values) => Math.max(0, ...values)),
    pace: [
      { title: words.entries, values: samples.map((each) => each.entries) },
      { title: words.changes, values: samples.map((each) => each.changes) },
    ],
  };
}

/** Those that had the most dirty entries at any time that is shown, by name, so that lines keep their colours. */
function largest(samples: Sample[]): string[] {
  const most = new Map<string, number>();
  samples.forEach((sample) => sample.backlog?.forEach(({ dirty }, name) => most.set(name, Math.max(dirty, most.get(name) ?? 0))));
  return [...most]
    .sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
    .slice(0, LINES)
    .map(([name]) => name)
    .sort();
}
