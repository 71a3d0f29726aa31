/** Most rooms are small and a few are very large: a Pareto distribution between bounds, with the mean asked for. */
export interface RoomSizes {
  readonly mean: number;
  readonly largest: number;
  readonly take: () => number;
}

const SHAPE = 1.2;
const HALVINGS = 60;

export function roomSizes(mean: number, largest: number, random: () => number): RoomSizes {
  let [low, high] = [1e-3, mean];
  for (let step = 0; step < HALVINGS; step += 1) {
    const middle = (low + high) / 2;
    if (meanOf(middle, largest) < mean) low = middle;
    else high = middle;
  }
  const ratio = 1 - (low / largest) ** SHAPE;
  return { mean, largest, take: () => low * (1 - random() * ratio) ** (-1 / SHAPE) };
}

/** Of a bounded Pareto distribution. */
export function meanOf(least: number, largest: number): number {
  const scale = least ** SHAPE / (1 - (least / largest) ** SHAPE);
  return scale * (SHAPE / (SHAPE - 1)) * (least ** (1 - SHAPE) - largest ** (1 - SHAPE));
}
