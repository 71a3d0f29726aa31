import { config } from 'zod';

// Zod compiles schemas with `new Function` when it may; the page's Content-Security-Policy forbids it and
// would report the attempt. It decides when a schema is made, so this module is imported before all others.
config({ jitless: true });
