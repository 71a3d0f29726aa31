const COUNT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const AGO = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const DAY = new Intl.DateTimeFormat('en', { dateStyle: 'medium' });
const MOMENT = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeStyle: 'short' });

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export const formatCount = (count: number): string => COUNT.format(count);

export const formatMoment = (time: string): string => MOMENT.format(new Date(time));

/** "3 minutes ago" for what is recent, a date for the rest. */
export function formatAge(time: string, now: number): string {
  const age = now - new Date(time).getTime();
  if (age < MINUTE_MS) return 'just now';
  if (age < HOUR_MS) return AGO.format(-Math.floor(age / MINUTE_MS), 'minute');
  if (age < DAY_MS) return AGO.format(-Math.floor(age / HOUR_MS), 'hour');
  if (age < 7 * DAY_MS) return AGO.format(-Math.floor(age / DAY_MS), 'day');
  return DAY.format(new Date(time));
}

export const plural = (count: number, one: string, many = `${one}s`): string => (count === 1 ? one : many);
