import { useEffect, useRef, useState } from 'preact/hooks';
import type uPlot from 'uplot';
import { useSignal } from './signal';
import { systemIsDark, theme } from './theme';

export interface Line {
  title: string;
  values: (number | null)[];
}

const RETRY = 5000;

/** Lines over time; the library comes only where a chart is. What it shows must also stand in the page as text. */
export function Chart({ title, times, lines, unit = '', seconds = 0, height = 180 }: {
  title: string;
  /** Seconds since 1970, growing. */
  times: number[];
  lines: Line[];
  /** Behind each value, such as ' ms'. */
  unit?: string;
  /** At least so many are shown, up to the newest. */
  seconds?: number;
  height?: number;
}) {
  const place = useRef<HTMLDivElement>(null);
  const shown = useRef<uPlot>();
  const look = useSignal(theme);
  const dark = useSignal(systemIsDark);
  const [round, setRound] = useState(0);
  const names = lines.map((line) => line.title).join('\n');
  const data = [times, ...lines.map((line) => line.values)] as uPlot.AlignedData;
  useEffect(() => {
    let gone = false;
    let resize: ResizeObserver | undefined;
    let later: ReturnType<typeof setTimeout> | undefined;
    const load = import('./plot').then(({ plot }) => {
      const element = place.current;
      if (!gone && element) {
        const chart = plot(element, names.split('\n'), { unit, seconds, height }, data);
        shown.current = chart;
        resize = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height }));
        resize.observe(element);
      }
    });
    // The server may be away just now.
    load.catch(() => {
      later = gone ? undefined : setTimeout(() => setRound((last) => last + 1), RETRY);
    });
    return () => {
      gone = true;
      clearTimeout(later);
      resize?.disconnect();
      shown.current?.destroy();
      shown.current = undefined!;
    };
  }, [names, unit, seconds, height, look, dark, round]);
  useEffect(() => shown.current?.setData(data), [times, lines]);
  return <div class="chart" ref={place} role="img" aria-label={title} />;
}
