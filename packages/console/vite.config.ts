/** How the console is bundled: one small entry, a chunk per page, ECharts only where a chart is drawn, CodeMirror only where rules are edited. */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    target: 'es2023',
    // ECharts is one lazy chunk of about this size; anything beyond deserves a look.
    chunkSizeWarningLimit: 700,
    // Fonts and images stay files, so that the server's content security policy needs no `data:` for them.
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            {
              name: 'codemirror',
              test: /node_modules[\\/](@codemirror|@lezer|@marijn|style-mod|crelt|w3c-keyname)[\\/]/,
            },
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ },
            {
              name: 'tanstack',
              test: /node_modules[\\/]@tanstack[\\/](react-router|router-core|history|react-query|query-core)[\\/]/,
            },
          ],
        },
      },
    },
  },
});
