FROM node:22-slim

WORKDIR /board
COPY . .
RUN npm ci --no-audit --no-fund && npm run build && chown -R node:node .

USER node
ENV NODE_ENV=production HOST=0.0.0.0
EXPOSE 3000
# Not `npm start`: signals have to reach the server itself.
CMD ["node", "scripts/start.js"]
