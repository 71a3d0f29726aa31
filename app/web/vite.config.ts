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
    rolldownOptions: {
      output: {
        // Loaded side by side, and kept by the browser when only the board has changed. The board itself stays
        // one part: its pages are small, and a part that is fetched later may be gone after a new release.
        codeSplitting: {
          groups: [
            {
              name: 'react',
              test: /node_modules[\\/](react|react-dom|react-router|scheduler)[\\/]/,
              priority: 1,
            },
            { name: 'libraries', test: /node_modules/ },
          ],
        },
      },
    },
  },
});
