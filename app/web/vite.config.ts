import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tailwind()],
  resolve: { conditions: ['roomkey-source', ...defaultClientConditions] },
  build: {
    // A strict Content-Security-Policy refuses data: fonts.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    // One file: an open post needs nearly all of it, and parts would only add round trips.
    chunkSizeWarningLimit: 800,
  },
});
