import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { common } from './texts';

export interface Column<T> {
  key: string;
  title: string;
  cell: (row: T) => ComponentChildren;
  /** Numbers stand on the right. */
  number?: boolean;
  /** The column that names the row; the first one if none says so. */
  heading?: boolean;
  /** What the column is sorted by; without it, it is not. */
  order?: (row: T) => string | number;
}

const STEP = 200;

/** A table that stays quick with many rows: it draws some, and more as one scrolls to its end. Columns can be sorted by. */
export function Table<T>({ caption, columns, rows, rowKey, empty }: {
  caption: string;
  columns: Column<T>[];
  rows: T[];
  rowKey: (row: T) => string;
  empty: string;
}) {
  const [sort, setSort] = useState<{ key: string; down: boolean }>();
  const [drawn, setDrawn] = useState(STEP);
  const end = useRef<HTMLDivElement>(null);
  const sorted = useMemo(() => {
    const order = columns.find((column) => column.key === sort?.key)?.order;
    return order ? [...rows].sort((a, b) => compare(order(a), order(b)) * (sort?.down ? -1 : 1)) : rows;
  }, [rows, sort, columns]);
  const more = sorted.length > drawn;
  useEffect(() => {
    if (more && end.current) {
      const watch = new IntersectionObserver(
        (seen) => seen.some((each) => each.isIntersecting) && setDrawn((last) => last + STEP),
        { rootMargin: '600px' },
      );
      watch.observe(end.current);
      return () => watch.disconnect();
    }
    return undefined;
  }, [more, drawn]);
  if (rows.length === 0) {
    return <p class="empty">{empty}</p>;
  }
  const heading = columns.find((column) => column.heading) ?? columns[0];
  return (
    <>
      <div class="scroll" role="region" aria-label={caption} tabIndex={0}>
        <table aria-rowcount={sorted.length + 1}>
          <caption class="hidden">{caption}</caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <th
                  key={column.key}
                  scope="col"
                  class={column.number ? 'number' : ''}
                  {...(sort?.key === column.key ? { 'aria-sort': sort.down ? ('descending' as const) : ('ascending' as const) } : {})}
                >
                  {column.order ? (
                    <button
                      type="button"
                      class="sort"
                      title={common.sortBy(column.title)}
                      onClick={() => setSort({ key: column.key, down: sort?.key === column.key && !sort.down })}
                    >
                      {column.title}
                      <span aria-hidden="true">{sort?.key === column.key ? (sort.down ? ' ↓' : ' ↑') : ''}</span>
                    </button>
                  ) : (
                    column.title
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sorted.slice(0, drawn).map((row) => (
              <tr key={rowKey(row)}>
                {columns.map((column) =>
                  column === heading ? (
                    <th key={column.key} scope="row" data-title={column.title}>
                      {column.cell(row)}
                    </th>
                  ) : (
                    <td key={column.key} class={column.number ? 'number' : ''} data-title={column.title}>
                      {column.cell(row)}
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {more && (
        <div class="more" ref={end}>
          <span>{common.shown(drawn, sorted.length)}</span>
          <button type="button" onClick={() => setDrawn(drawn + STEP)}>
            {common.more}
          </button>
        </div>
      )}
    </>
  );
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
