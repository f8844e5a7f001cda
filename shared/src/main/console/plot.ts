import uPlot from 'uplot';
import { common } from './texts';

const clock = new Intl.DateTimeFormat('en', { timeStyle: 'medium', hourCycle: 'h23' });
const time = (seconds: number) => clock.format(1000 * seconds);

/** Draws lines into the element, from zero up, in the colours of the page. */
export function plot(element: HTMLElement, names: string[], look: { unit: string; seconds: number; height: number }, data: uPlot.AlignedData): uPlot {
  const { unit, seconds, height } = look;
  const colour = (name: string) => getComputedStyle(element).getPropertyValue(name).trim();
  const resolved = (name: string) => {
    const probe = document.createElement('span');
    probe.style.color = `var(${name})`;
    element.append(probe);
    const value = getComputedStyle(probe).color;
    probe.remove();
    return value || colour(name);
  };
  const axis = { stroke: resolved('--faint'), grid: { stroke: resolved('--line'), width: 1 }, ticks: { stroke: resolved('--line'), width: 1 } };
  return new uPlot(
    {
      width: element.clientWidth,
      height,
      cursor: { drag: { x: false, y: false } },
      scales: {
        x: { range: (_, least, most) => [Math.min(least, most - seconds), most] },
        y: { range: (_, __, most) => [0, most > 0 ? 1.1 * most : 1] },
      },
      axes: [
        { ...axis, space: 90, values: (_, moments) => moments.map(time) },
        { ...axis, size: 70, values: (_, values) => values.map((value) => `${value}${unit}`) },
      ],
      series: [
        { label: common.time, value: (_, moment) => (moment === null ? common.none : time(moment)) },
        ...names.map((label, at) => ({
          label,
          stroke: resolved(`--chart-${(at % 4) + 1}`),
          width: 2,
          value: (_: uPlot, value: number | null) => (value === null ? common.none : `${value}${unit}`),
        })),
      ],
    },
    data,
    element,
  );
}
