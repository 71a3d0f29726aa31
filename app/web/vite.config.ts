import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tailwind()],
  resolve: { conditions: ['roomkey-source', ...defaultClientConditions] },
  // A strict Content-Security-Policy refuses data: fonts and images.
  build: { assetsInlineLimit: 0, reportCompressedSize: false },
});
