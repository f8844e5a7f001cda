import uPlot from 'uplot';

/** Draws lines into the element, in the colours of the page. */
export function plot(element: HTMLElement, names: string[], height: number, data: uPlot.AlignedData): uPlot {
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
      axes: [axis, axis],
      series: [{}, ...names.map((label, at) => ({ label, stroke: resolved(`--chart-${(at % 4) + 1}`), width: 2 }))],
    },
    data,
    element,
  );
}
