/** A browser in words. */
export interface BrowserName {
  /** "Firefox on Windows". */
  readonly name: string;
  readonly isHandheld: boolean;
}

type Names = readonly (readonly [pattern: RegExp, name: string])[];

/** The first match counts: most browsers also claim to be Chrome, Safari or both. */
const BROWSERS: Names = [
  [/\bEdg(e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bVivaldi\//, 'Vivaldi'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|HeadlessChrome|Chromium|CriOS)\//, 'Chrome'],
  [/\bVersion\/.* Safari\//, 'Safari'],
];

const HANDHELDS: Names = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
];

const COMPUTERS: Names = [
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\b(Macintosh|Mac OS X)\b/, 'macOS'],
  [/\b(Linux|X11)\b/, 'Linux'],
];

const first = (names: Names, text: string): string | undefined =>
  names.find(([pattern]) => pattern.test(text))?.[1];

/** Names a browser by the header that it sent. The header is the browser's own claim and proves nothing. */
export function describeUserAgent(userAgent: string | null): BrowserName {
  const text = userAgent ?? '';
  const browser = first(BROWSERS, text);
  const handheld = first(HANDHELDS, text);
  const system = handheld ?? first(COMPUTERS, text);
  const name = browser ?? (system === undefined ? 'Unknown browser' : 'A browser');
  return { name: system === undefined ? name : `${name} on ${system}`, isHandheld: handheld !== undefined };
}
