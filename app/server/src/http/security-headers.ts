import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { Env } from '../env.ts';

const YEAR_SEC = 31_536_000;

export interface SecurityOptions {
  /** Vite's dev server puts inline scripts into the page; nothing else may. @default false */
  readonly inlineScripts?: boolean;
}

/** Only this origin's own scripts, styles, images and connections; framed by nobody. */
export function securityHeaders(
  env: Pick<Env, 'publicUrl' | 'trustedOrigins'>,
  options: SecurityOptions = {},
): RequestHandler {
  const https = env.publicUrl.startsWith('https:');
  // Older Safari does not count ws: and wss: of the same host as 'self'.
  const sockets = env.trustedOrigins.map((origin) => origin.replace(/^http/, 'ws'));
  return helmet({
    strictTransportSecurity: https ? { maxAge: YEAR_SEC, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'same-origin' },
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'", ...(options.inlineScripts === true ? ["'unsafe-inline'"] : [])],
        styleSrc: ["'self'", ...(options.inlineScripts === true ? ["'unsafe-inline'"] : [])],
        // Positioning of menus and toasts is written to style attributes.
        styleSrcAttr: ["'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'", ...sockets],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        ...(https ? { upgradeInsecureRequests: [] } : {}),
      },
    },
  });
}
