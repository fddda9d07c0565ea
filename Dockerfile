# The relay, with nothing but what it needs: docker build -t payment-status .

FROM node:24-slim AS build
WORKDIR /source
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /relay
COPY package.json package-lock.json ./
RUN npm ci --omit=dev
COPY --from=build /source/dist dist

# The only folder that is written to. The store is three files: payment-status.db, -wal and -shm.
RUN install -d -o node -g node /data
VOLUME /data
ENV STORE=sqlite:/data/payment-status.db
# Bodies of requests leave holes in glibc's memory, in each of up to eight arenas a core: 50 MB of 256, under a flood.
ENV MALLOC_ARENA_MAX=2
USER node

EXPOSE 8787
# Alive, not ready: a relay whose disk is full is not mended by starting it anew.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 8787}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
# Never npx or npm: they would keep the signal to themselves.
ENTRYPOINT ["node", "dist/relay/main.js"]
CMD ["serve"]
