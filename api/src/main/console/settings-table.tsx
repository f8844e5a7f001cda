import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Loading } from '@console/notice';
import { go, link, replace, type Place } from '@console/router';
import { common } from '@console/texts';
import { Ago } from '@console/time';
import { isConflict, useDrafts, type Draft } from './drafts';
import type { Rights } from './rights';
import { CreateSetting, SettingDialog } from './setting';
import type { Entry, Space, SpaceState } from './space';
import { texts } from './texts';

export interface PartProps {
  namespace: string;
  space: Space;
  state: SpaceState;
  rights: Rights;
  here: Place;
}

const t = texts.settings;
const ORDERS = ['name', '-name', '-changed', 'changed', 'author', '-author'] as const;
type Order = (typeof ORDERS)[number];
const LONGEST = 160;

const previews = new WeakMap<Entry, string>();

/** The value on one line; a secret has none. */
function preview(entry: Entry): string {
  let text = previews.get(entry);
  if (text === undefined) {
    text = entry.secret ? '' : (JSON.stringify(entry.value) ?? '');
    previews.set(entry, text);
  }
  return text;
}

/** The settings as a table that draws only what is to be seen; what is asked for stands in the address. */
export function Settings({ namespace, space, state, rights, here }: PartProps) {
  const { query, segments } = here;
  const { edits } = rights;
  const search = query.get('q') ?? '';
  const prefix = query.get('prefix') ?? '';
  const asked = query.get('sort') as Order | null;
  const order: Order = asked && ORDERS.includes(asked) ? asked : 'name';
  const { drafts } = useDrafts(namespace);
  const known = { q: search, prefix, sort: order === 'name' ? '' : order };
  const set = (part: Record<string, string>) => replace(segments, { ...known, ...part });
  const shown = useMemo(() => sorted(filtered(state.rows, search, prefix), order), [state.rows, search, prefix, order]);
  const prefixes = useMemo(() => commonPrefixes(state.rows), [state.rows]);
  const open = query.get('name');
  const close = () => replace(segments, known);
  return (
    <>
      <div class="toolbar" role="search" aria-label={t.find}>
        <div class="field grow">
          <label for="settings-search">{t.search}</label>
          <input id="settings-search" type="search" value={search} spellcheck={false} onInput={(event) => set({ q: event.currentTarget.value })} />
        </div>
        <div class="field">
          <label for="settings-prefix">{t.prefix}</label>
          <input id="settings-prefix" list="settings-prefixes" value={prefix} spellcheck={false} autocomplete="off" onInput={(event) => set({ prefix: event.currentTarget.value })} />
          <datalist id="settings-prefixes">
            {prefixes.map((each) => (
              <option key={each} value={each} />
            ))}
          </datalist>
        </div>
        <div class="field narrow-only">
          <label for="settings-sort">{t.sort}</label>
          <select id="settings-sort" value={order} onChange={(event) => set({ sort: event.currentTarget.value })}>
            {ORDERS.map((each) => (
              <option key={each} value={each}>
                {t.orders[each]}
              </option>
            ))}
          </select>
        </div>
        {edits && (
          <button type="button" class="primary" onClick={() => go(segments, { ...known, create: '1' })}>
            {t.create}
          </button>
        )}
      </div>
      <p class="faint counted" role="status">
        {state.loaded || state.rows.length > 0 ? common.shown(shown.length, state.rows.length) : ''}
        {!state.loaded && state.rows.length > 0 && ` – ${t.more}`}
        {drafts.size > 0 && edits && (
          <>
            {' · '}
            <a href={link(['namespaces', namespace, 'changes'])}>{t.review(drafts.size)}</a>
          </>
        )}
      </p>
      {shown.length > 0 ? (
        <Rows
          key={`${search} ${prefix} ${order}`}
          rows={shown}
          order={order}
          fresh={state.fresh}
          drafts={edits ? drafts : new Map()}
          address={(name) => link(segments, { ...known, name })}
          onOrder={(next) => set({ sort: next === 'name' ? '' : next })}
        />
      ) : state.rows.length > 0 ? (
        <div class="empty">
          <p>{t.noneFound}</p>
          <button type="button" onClick={() => set({ q: '', prefix: '' })}>
            {t.clear}
          </button>
        </div>
      ) : state.loaded ? (
        <p class="empty">{edits ? t.emptyEditor : t.empty}</p>
      ) : (
        !state.failure && <Loading />
      )}
      {open !== null && <SettingDialog key={open} name={open} namespace={namespace} space={space} state={state} edits={edits} onClose={close} />}
      {query.get('create') !== null && edits && <CreateSetting namespace={namespace} space={space} state={state} onClose={close} onOpen={(name) => replace(segments, { ...known, name })} />}
    </>
  );
}

function filtered(rows: Entry[], search: string, prefix: string): Entry[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0 && prefix === '') {
    return rows;
  }
  const start = prefix.normalize('NFC');
  return rows.filter(
    (row) =>
      row.name.startsWith(start) &&
      words.every(
        (word) => row.name.toLowerCase().includes(word) || row.author.toLowerCase().includes(word) || preview(row).toLowerCase().includes(word),
      ),
  );
}

function sorted(rows: Entry[], order: Order): Entry[] {
  const key = order.replace('-', '');
  const sign = order.startsWith('-') ? -1 : 1;
  if (key === 'name') {
    return sign === 1 ? rows : [...rows].reverse();
  }
  // Those that are equal stay in the order of their names.
  return [...rows].sort((a, b) => sign * (key === 'changed' ? a.revision - b.revision : a.author < b.author ? -1 : a.author > b.author ? 1 : 0));
}

/** The beginnings that many names have. */
function commonPrefixes(rows: Entry[]): string[] {
  const counts = new Map<string, number>();
  rows.forEach(({ name }) => {
    const start = /^[^./]+[./]/.exec(name)?.[0];
    if (start !== undefined) {
      counts.set(start, (counts.get(start) ?? 0) + 1);
    }
  });
  return [...counts].sort((a, b) => b[1] - a[1]).slice(0, 50).map(([start]) => start).sort();
}

const MORE = 8;

interface RowsProps {
  rows: Entry[];
  order: Order;
  fresh: ReadonlySet<string>;
  drafts: ReadonlyMap<string, Draft>;
  address: (name: string) => string;
  onOrder: (order: Order) => void;
}

/** Rows of one height, of which those in sight are drawn, and some more. Arrow keys go from row to row. */
function Rows({ rows, order, fresh, drafts, address, onOrder }: RowsProps) {
  const box = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState({ from: 0, to: 40, height: 40 });
  const wanted = useRef<number>();
  const look = () => {
    const element = box.current;
    if (element) {
      const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
      const height = (matchMedia('(max-width: 40rem)').matches ? 5 : 2.5) * rem;
      const first = Math.floor(element.scrollTop / height);
      const from = Math.max(0, first - MORE);
      const to = first + Math.ceil(element.clientHeight / height) + MORE;
      setSeen((last) => (last.from === from && last.to === to && last.height === height ? last : { from, to, height }));
    }
  };
  useLayoutEffect(look, []);
  useEffect(() => {
    const resize = new ResizeObserver(look);
    resize.observe(box.current!);
    return () => resize.disconnect();
  }, []);
  useEffect(() => {
    if (wanted.current !== undefined) {
      const link = box.current?.querySelector<HTMLElement>(`tr[aria-rowindex="${wanted.current + 2}"] a`);
      if (link) {
        wanted.current = undefined;
        link.focus({ preventScroll: true });
      }
    }
  });
  const move = (event: KeyboardEvent) => {
    const row = (event.target as HTMLElement).closest('tr[aria-rowindex]');
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 0) / seen.height) - 2);
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -rows.length, End: rows.length };
    const step = steps[event.key];
    if (row && step !== undefined && box.current) {
      event.preventDefault();
      const at = Math.min(rows.length - 1, Math.max(0, Number(row.getAttribute('aria-rowindex')) - 2 + step));
      const head = box.current.querySelector('thead')?.clientHeight ?? 0;
      const room = box.current.clientHeight - head;
      const top = at * seen.height;
      if (top < box.current.scrollTop) {
        box.current.scrollTop = top;
      } else if (top + seen.height > box.current.scrollTop + room) {
        box.current.scrollTop = top + seen.height - room;
      }
      wanted.current = at;
      look();
      setSeen((last) => ({ ...last }));
    }
  };
  const to = Math.min(rows.length, seen.to);
  const from = Math.min(seen.from, Math.max(0, to - 1));
  const columns = [
    { key: 'name', title: t.name },
    { key: 'value', title: t.value },
    { key: 'changed', title: t.changed },
    { key: 'author', title: t.author },
  ];
  return (
    <div class="scroll rows" ref={box} onScroll={look} onKeyDown={move} role="region" aria-label={t.title} tabIndex={0}>
      <table aria-rowcount={rows.length + 1}>
        <caption class="hidden">{t.caption}</caption>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map(({ key, title }) => {
              const isUp = order === key;
              const isDown = order === `-${key}`;
              const first = key === 'changed' ? '-changed' : key;
              const next = order === first ? (first.startsWith('-') ? key : `-${key}`) : first;
              return (
                <th key={key} scope="col" class={`column-${key}`} {...(isUp || isDown ? { 'aria-sort': isUp ? ('ascending' as const) : ('descending' as const) } : {})}>
                  {key === 'value' ? (
                    title
                  ) : (
                    <button type="button" class="sort" title={common.sortBy(title)} onClick={() => onOrder(next as Order)}>
                      {title}
                      <span aria-hidden="true">{isUp ? ' ↑' : isDown ? ' ↓' : ''}</span>
                    </button>
                  )}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {from > 0 && <Gap height={from * seen.height} />}
          {rows.slice(from, to).map((row, at) => (
            <Row
              key={row.name}
              row={row}
              index={from + at + 2}
              isFresh={fresh.has(row.name)}
              draft={drafts.get(row.name)}
              address={address(row.name)}
            />
          ))}
          {to < rows.length && <Gap height={(rows.length - to) * seen.height} />}
        </tbody>
      </table>
    </div>
  );
}

/** Where rows are that nobody sees. */
function Gap({ height }: { height: number }) {
  return (
    <tr class="gap" aria-hidden="true">
      <td colSpan={4} style={{ height: `${height}px` }} />
    </tr>
  );
}

function Row({ row, index, isFresh, draft, address }: { row: Entry; index: number; isFresh: boolean; draft: Draft | undefined; address: string }) {
  const value = preview(row);
  return (
    <tr aria-rowindex={index} class={isFresh ? 'fresh' : ''}>
      <th scope="row" class="column-name">
        <a href={address} title={row.name}>
          {row.name}
        </a>
        {isFresh && (
          <span class="dot" title={t.fresh}>
            <span class="hidden">{t.fresh}</span>
          </span>
        )}
        {draft && <span class={`badge ${isConflict(draft, row) ? 'badge-bad' : ''}`}>{isConflict(draft, row) ? t.conflict : draft.kind === 'remove' ? t.removal : t.edited}</span>}
        {row.deprecated && <span class="badge badge-warn">{t.deprecated}</span>}
      </th>
      <td class="column-value code" title={value.length > LONGEST ? '' : value}>
        {row.secret ? <span class="badge badge-warn">{texts.value.secret}</span> : value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value}
      </td>
      <td class="column-changed">
        <Ago at={row.changedAt} />
      </td>
      <td class="column-author" title={row.author}>
        {row.author}
      </td>
    </tr>
  );
}
