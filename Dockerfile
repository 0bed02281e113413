# The project brings its own Node (package `node`); npm alone comes from the image.
FROM node:24-bookworm-slim AS install
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund && npm cache clean --force

FROM node:24-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production DATA_DIR=/data HOST=0.0.0.0 METRICS_PORT=9090 METRICS_HOST=0.0.0.0
COPY --from=install /app/node_modules ./node_modules
COPY package.json ./
COPY core ./core
COPY crawler ./crawler
COPY store ./store
COPY index-config ./index-config
COPY api ./api
COPY scripts ./scripts
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8080
# Every role has its health on the port for measures.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "--eval", "fetch('http://127.0.0.1:9090/readyz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "scripts/writeups.ts"]
CMD ["serve"]
