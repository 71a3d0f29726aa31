import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'postgresql',
  schema: ['./src/db/schema/auth.ts', './src/db/schema/board.ts'],
  out: './migrations',
});
