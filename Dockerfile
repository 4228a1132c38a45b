# Link Line without a database of its own: DATABASE_URL names the server (see docker-compose.yml).

FROM node:26-slim AS web
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build

# No development tools; no optional packages, which are the embedded PostgreSQL and a second Node.
FROM node:26-slim AS modules
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts

FROM node:26-slim
ENV NODE_ENV=production \
    LINKLINE_HOST=0.0.0.0 \
    LINKLINE_DATA_DIR=/var/lib/linkline
# For the session secret; the program itself belongs to root and stays as it is.
RUN install -d -o node -g node -m 0700 /var/lib/linkline
VOLUME /var/lib/linkline
WORKDIR /app
COPY --from=modules /app/node_modules ./node_modules
COPY . .
COPY --from=web /app/alarm-console/web/dist ./alarm-console/web/dist
USER node
EXPOSE 8080 1883
# Live, not ready: while the database is away a restart would help nobody.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.LINKLINE_HTTP_PORT || 8080}/health/live`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=64", "app/linkline.ts", "start"]
