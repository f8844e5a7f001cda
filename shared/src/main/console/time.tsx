import { useEffect } from 'preact/hooks';
import { signal, useSignal } from './signal';
import { common } from './texts';

const now = signal(Date.now());
const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];
const CLOSE = 10;
let followers = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/** A moment, ISO 8601 or milliseconds since 1970, as how long ago it is; in full as its title. */
export function Ago({ at }: { at: string | number | null | undefined }) {
  useSignal(now);
  useEffect(() => {
    now.set(Date.now());
    if (followers++ === 0) {
      timer = setInterval(() => now.set(Date.now()), 5000);
    }
    return () => {
      if (--followers === 0) {
        clearInterval(timer);
      }
    };
  }, []);
  if (at === null || at === undefined) {
    return <>{common.none}</>;
  }
  const moment = new Date(at);
  return (
    <time dateTime={moment.toISOString()} title={moment.toISOString()}>
      {ago(moment.getTime(), Date.now())}
    </time>
  );
}

export function ago(moment: number, current: number): string {
  const ahead = Math.round((moment - current) / 1000);
  // Clocks differ a little.
  const seconds = ahead > 0 && ahead < CLOSE ? 0 : ahead;
  const [unit, size] = steps.find(([, each]) => Math.abs(seconds) >= each) ?? ['second', 1];
  return words.format(Math.trunc(seconds / size), unit);
}

/** A span, such as 95 as 1 min 35 s. */
export function span(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) {
    return common.none;
  }
  if (seconds < 1) {
    return `${Math.round(seconds * 1000)} ms`;
  }
  const whole = Math.round(seconds);
  const parts: [number, string][] = [
    [Math.floor(whole / 86_400), 'd'],
    [Math.floor(whole / 3_600) % 24, 'h'],
    [Math.floor(whole / 60) % 60, 'min'],
    [whole % 60, 's'],
  ];
  return parts
    .filter(([amount]) => amount > 0)
    .slice(0, 2)
    .map(([amount, unit]) => `${amount} ${unit}`)
    .join(' ');
}
