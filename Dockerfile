# Two stages: the first has pip and builds, the second only runs, as an unprivileged user.
FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
COPY docs/deploy/requirements.lock /tmp/requirements.lock
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --require-hashes -r /tmp/requirements.lock
WORKDIR /app
COPY manage.py ./
COPY portal portal
COPY teachers teachers
COPY routes routes
COPY communities communities
COPY contests contests
COPY monitoring monitoring
COPY templates templates
COPY static static
COPY docs/guide docs/guide
# Collecting static files talks to no engine; the addresses only satisfy the settings and stay in this layer.
RUN PORTAL_MODE=demo SECRET_KEY=only-for-collectstatic \
    DATABASE_URL=postgresql://portal_app@localhost/portal REDIS_URL=redis://localhost/0 \
    STATIC_ROOT=/app/collected /opt/venv/bin/python manage.py collectstatic --no-input -v0 \
    && /opt/venv/bin/python -m compileall -q /app /opt/venv/lib

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-paratype fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --home-dir /nonexistent --shell /usr/sbin/nologin portal \
    && install -d -o portal -g portal -m 0700 /media
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    PORTAL_MODE=production STATIC_ROOT=/app/collected MEDIA_ROOT=/media \
    HOME=/tmp XDG_CACHE_HOME=/tmp/cache \
    GRANIAN_INTERFACE=wsgi GRANIAN_HOST=0.0.0.0 GRANIAN_PORT=8000 GRANIAN_WORKERS=2 GRANIAN_BLOCKING_THREADS=4 GRANIAN_LOG_LEVEL=warning
USER 10001:10001
VOLUME /media
EXPOSE 8000
CMD ["granian", "--no-ws", "--respawn-failed-workers", "portal.wsgi:application"]
