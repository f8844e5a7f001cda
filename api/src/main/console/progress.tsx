import { useEffect, useState } from 'preact/hooks';
import { pages } from '@console/client';
import { common } from '@console/texts';
import { publishedOf, usePublished, type Answer, type Published } from './publish';
import { texts } from './texts';

interface NodeView {
  id: string;
  host: string;
  application: string;
  namespaces: { namespace: string; epoch: string; offset: number; revision: number }[];
  rejected: { namespace: string; name: string; revision: number; reason: string }[];
}

interface Reached {
  node: NodeView;
  /** Milliseconds after the write at most; undefined while it has not. */
  after: number | undefined;
}

const t = texts.progress;
const EVERY = 1000;
/** So long it is looked for nodes that refuse a value which they have. */
const AT_LEAST = 5_000;
const AT_MOST = 120_000;

/** Who has what was just published, and how safe it is. */
export function Progress({ namespace }: { namespace: string }) {
  const published = usePublished(namespace);
  return published ? <Shown key={published.sent} namespace={namespace} published={published} /> : null;
}

function Shown({ namespace, published }: { namespace: string; published: Published }) {
  const { answer, sent, took, waiting } = published;
  const nodes = useNodes(namespace, published);
  const all = nodes ?? [];
  const count = nodes ? all.filter((each) => each.after !== undefined).length : (answer.applied?.count ?? 0);
  const of = nodes ? all.length : (answer.applied?.of ?? 0);
  const slowest = Math.max(0, ...all.map((each) => each.after ?? 0), nodes ? 0 : took);
  const rejected = all.flatMap(({ node }) => node.rejected.filter((each) => isOf(answer, namespace, each)).map((each) => ({ node, ...each })));
  const done = count === of && nodes !== undefined;
  if (answer.changes.length === 0) {
    return (
      <section class="progress notice" aria-label={t.title} key={sent}>
        <p>{t.nothing}</p>
        <Close namespace={namespace} />
      </section>
    );
  }
  return (
    <section class={`progress notice ${rejected.length > 0 ? 'notice-bad' : done ? 'notice-good' : ''}`} aria-label={t.title}>
      <div class="heading">
        <p role="status">
          <strong>{t.published(answer.changes.length)}</strong> {done ? t.applied(count, slowest) : t.applying(count, of)}
        </p>
        <Close namespace={namespace} />
      </div>
      <progress max={Math.max(1, of)} value={count} aria-label={t.bar} />
      {answer.durability && (
        <p>
          {answer.durability.proven === answer.durability.requested
            ? t.durable(answer.durability.proven)
            : waiting
              ? t.notYet(answer.durability.requested, answer.durability.proven)
              : t.undurable(answer.durability.requested, answer.durability.proven)}
        </p>
      )}
      {rejected.length > 0 && (
        <ul class="faults">
          {rejected.map((each) => (
            <li key={each.node.id + each.name} class="fault">
              {t.rejected(each.node.application, each.node.host, each.name)}: {each.reason}
            </li>
          ))}
        </ul>
      )}
      <details>
        <summary>{t.nodes}</summary>
        <ul class="nodes">
          {all.map(({ node, after }) => (
            <li key={node.id}>
              <code>{node.id}</code> {node.application} · {node.host} ·{' '}
              {after === undefined ? <span class="badge badge-warn">{t.missing}</span> : <span class="badge badge-good">{t.within(after)}</span>}
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}

function Close({ namespace }: { namespace: string }) {
  return (
    <button type="button" class="plain" aria-label={common.close} onClick={() => publishedOf(namespace).set(undefined)}>
      <span aria-hidden="true">×</span>
    </button>
  );
}

/** Asks the registry until all have it. */
function useNodes(namespace: string, { answer, sent, took }: Published): Reached[] | undefined {
  const [nodes, setNodes] = useState<Reached[]>();
  useEffect(() => {
    const stop = new AbortController();
    const times = new Map<string, number>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const missing = new Set(answer.applied?.missing ?? []);
    const look = async () => {
      let isEnd = false;
      try {
        const found: NodeView[] = [];
        for await (const page of pages<NodeView>('v1/nodes', 'nodes', { signal: stop.signal })) {
          found.push(...page.filter((node) => node.namespaces.some((each) => each.namespace === namespace)));
        }
        const now = performance.now() - sent;
        found.forEach((node) => {
          if (!times.has(node.id) && has(node, namespace, answer)) {
            // Those that the answer does not miss had it when that came.
            times.set(node.id, answer.applied && !missing.has(node.id) ? took : now);
          }
        });
        setNodes(found.map((node) => ({ node, after: times.get(node.id) })));
        isEnd = now > AT_LEAST && found.every((node) => times.has(node.id));
      } catch {
        // Asked again; the page says elsewhere that the server cannot be reached.
      }
      if (!stop.signal.aborted && !isEnd && performance.now() - sent < AT_MOST) {
        timer = setTimeout(look, EVERY);
      }
    };
    void look();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [sent]);
  return nodes;
}

/** Offsets compare only within an epoch; revisions grow across them. */
function has(node: NodeView, namespace: string, answer: Answer): boolean {
  const at = node.namespaces.find((each) => each.namespace === namespace);
  return at !== undefined && (at.epoch === answer.epoch ? at.offset >= answer.offset : at.revision >= answer.revision);
}

function isOf(answer: Answer, namespace: string, rejected: NodeView['rejected'][number]): boolean {
  return rejected.namespace === namespace && rejected.revision === answer.revision && answer.changes.some((each) => each.name === rejected.name);
}
