import { useEffect, useRef, useState } from 'preact/hooks';
import { call, path, Problem } from '@console/client';
import { useLoad } from '@console/load';
import { Loading, Notice } from '@console/notice';
import { link } from '@console/router';
import { useSignal } from '@console/signal';
import { Table, type Column } from '@console/table';
import { common, count } from '@console/texts';
import { span } from '@console/time';
import { drift, isRunning, seconds, type Finding, type Run } from './answers';
import { ask, done, stopped } from './asking';
import { Badge, Facts, Revision, Scope, Tiles, TriggerOf, When } from './pieces';
import { Act, useHindrance } from './rights';
import { texts } from './texts';
import { Old } from './trouble';

const words = texts.run;

/** A run in full; while it goes on, how far it is. */
export function RunView({ id }: { id: string }) {
  const again = useSignal(done);
  const [every, setEvery] = useState(1);
  const { data, failure } = useLoad(
    async (signal) => ({ run: (await call<Run>(path('v1', 'runs', id), { signal })).body, at: Date.now() }),
    [id, again],
    every,
  );
  // Between two loads the last one stays, also where something was done in between.
  const last = useRef<{ run: Run; at: number }>();
  last.current = data ?? (last.current?.run.id === Number(id) ? last.current : undefined);
  const known = last.current;
  const running = !known || isRunning(known.run);
  useEffect(() => setEvery(running ? 1 : 5), [running]);
  const unknown = failure instanceof Problem && failure.status > 0 && failure.status < 500;
  return (
    <>
      <p class="way">
        <a href={link(['runs'])}>{texts.runs.title}</a>
      </p>
      {failure && (unknown ? <Notice kind="bad">{failure.message}</Notice> : <Old failure={failure} at={known?.at} />)}
      {known ? <Whole run={known.run} at={known.at} /> : !failure && <Loading />}
    </>
  );
}

function Whole({ run, at }: { run: Run; at: number }) {
  const why = useHindrance(run.namespace);
  const running = isRunning(run);
  const stopping = useSignal(stopped).has(run.id) || run.status === 'STOPPING';
  const drifts = drift(run);
  const repairable = run.status === 'COMPLETED' && drifts.length > 0 && !run.found['repaired'];
  return (
    <>
      <div class="head">
        <h1>
          {words.title(run.job, run.id)} <Badge word={running && stopping ? 'STOPPING' : run.status} />
        </h1>
        <div class="toolbar">
          {(run.status === 'FAILED' || run.status === 'STOPPED') && (
            <Act why={why} kind="primary" onClick={() => ask({ kind: 'restart', run, reason: '' })}>
              {words.restart}
            </Act>
          )}
          {running && !stopping && (
            <Act why={why} onClick={() => ask({ kind: 'stop', run, reason: '' })}>
              {words.stop}
            </Act>
          )}
          {running && (
            <Act why={why} onClick={() => ask({ kind: 'recover', run, reason: '' })}>
              {words.recover}
            </Act>
          )}
          {repairable && (
            <Act why={why} kind="primary" onClick={() => ask({ kind: 'repair', run, reason: '' })}>
              {words.repair}
            </Act>
          )}
        </div>
      </div>
      {running && <Progress run={run} at={at} />}
      {run.error && (
        <section class="notice notice-bad" aria-label={words.error}>
          <h2>{words.error}</h2>
          <pre class="error">{run.error}</pre>
        </section>
      )}
      {run.job === 'verify' && run.status === 'COMPLETED' && <Verdict run={run} drifts={drifts} />}
      <Tiles
        tiles={[
          { name: texts.runs.read, value: count(run.read) },
          { name: texts.runs.written, value: count(run.written) },
          { name: texts.runs.superseded, value: count(run.superseded), hint: words.supersededHint },
          { name: texts.runs.quarantined, value: count(run.quarantined), kind: run.quarantined > 0 ? 'warn' : '' },
          { name: texts.runs.history, value: count(run.history) },
        ]}
      />
      <Facts
        facts={[
          [texts.runs.scope, <Scope namespace={run.namespace} />],
          [texts.runs.trigger, <TriggerOf run={run} />],
          [words.reason, run.reason ?? common.none],
          [words.node, run.node ?? common.none],
          [texts.runs.started, <When at={run.startedAt} />],
          [words.ended, <When at={run.endedAt} />],
          [texts.runs.took, span(Math.round(seconds(run) * 10) / 10)],
          [words.name, <code>{run.name}</code>],
        ]}
      />
      <Findings run={run} />
    </>
  );
}

function Verdict({ run, drifts }: { run: Run; drifts: [string, number][] }) {
  const repaired = run.found['repaired'] ?? 0;
  const all = drifts.reduce((sum, [, times]) => sum + times, 0);
  if (all === 0) {
    return <Notice kind="good">{words.noDrift}</Notice>;
  }
  return <Notice kind={repaired === all ? 'good' : 'warn'}>{repaired > 0 ? words.repaired(repaired, all) : words.drifted(all)}</Notice>;
}

function Progress({ run, at }: { run: Run; at: number }) {
  const before = useRef<{ read: number; at: number }>();
  const pace = useRef<number>();
  const doneSoFar = run.read + (run.job === 'drain' ? run.history : 0);
  useEffect(() => {
    const last = before.current;
    if (last && at - last.at >= 900) {
      pace.current = Math.max(0, ((doneSoFar - last.read) * 1000) / (at - last.at));
    }
    if (!last || at - last.at >= 900) {
      before.current = { read: doneSoFar, at };
    }
  }, [at]);
  const passed = seconds(run);
  const average = passed > 0 ? run.read / passed : 0;
  const left = run.total !== null && average > 0 && run.total > run.read ? (run.total - run.read) / average : undefined;
  return (
    <section class="notice" aria-label={words.progress}>
      <div class="progress">
        <progress aria-label={words.progress} {...(run.total ? { value: Math.min(run.read, run.total), max: run.total } : {})} />
        <span class="number">
          {run.total ? words.of(run.read, run.total) : words.soFar(run.read)}
          {' · '}
          {words.rate(Math.round(pace.current ?? average))}
          {' · '}
          {words.elapsed(span(Math.round(passed)))}
          {left !== undefined && ` · ${words.left(span(Math.round(left) || 1))}`}
        </span>
      </div>
    </section>
  );
}

const columns: Column<Finding>[] = [
  { key: 'name', title: words.setting, cell: (row) => `${row.namespace}/${row.name}` },
  { key: 'kind', title: words.kind, cell: (row) => <span title={texts.drifts[row.kind]}>{row.kind}</span>, order: (row) => row.kind },
  { key: 'redis', title: words.inRedis, number: true, cell: (row) => <Revision revision={row.redisRevision} /> },
  { key: 'archive', title: words.inArchive, number: true, cell: (row) => <Revision revision={row.archiveRevision} /> },
  { key: 'detail', title: words.detail, cell: (row) => row.detail ?? common.none },
  { key: 'repaired', title: words.mended, cell: (row) => (row.repaired ? words.yes : words.no) },
];

function Findings({ run }: { run: Run }) {
  const found = Object.entries(run.found);
  if (found.length === 0) {
    return null;
  }
  const findings = run.findings ?? [];
  return (
    <section aria-labelledby="found">
      <h2 id="found">{words.found}</h2>
      <ul class="found">
        {found.map(([kind, times]) => (
          <li key={kind}>
            <strong>{count(times)}</strong> {kind}
            {texts.drifts[kind] && <span class="faint">: {texts.drifts[kind]}</span>}
          </li>
        ))}
      </ul>
      {findings.length > 0 && (
        <>
          <Table caption={words.findings} columns={columns} rows={findings} rowKey={(row) => `${row.namespace}/${row.name} ${row.kind}`} empty="" />
          {findings.length < drift(run).reduce((sum, [, times]) => sum + times, 0) && <p class="hint">{words.firstOnes(findings.length)}</p>}
        </>
      )}
    </section>
  );
}
