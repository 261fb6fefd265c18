# Meetworthy in a container: built in one stage with a compiler, run in another without.
#
#   docker build -t meetworthy .
#   docker run -p 8000:8000 -v meetworthy:/data meetworthy        (SQLite, everything in one)
#
# compose.yaml runs it with PostgreSQL and workers; docs/how-to/run-in-production.md has the rest.

# 3.11 is what the tests run on.
FROM python:3.11-slim AS build
RUN apt-get update \
    && apt-get install --yes --no-install-recommends gcc libc6-dev \
    && rm -rf /var/lib/apt/lists/*
RUN python -m venv /opt/meetworthy
ENV PATH=/opt/meetworthy/bin:$PATH PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /build
COPY requirements.lock ./
RUN pip install --require-hashes -r requirements.lock
COPY pyproject.toml hatch_build.py README.md LICENSE ./
COPY src ./src
# The judging kernel is compiled here: the other stage has no compiler.
RUN pip install --no-deps --no-build-isolation . && meetworthy warm

FROM python:3.11-slim
RUN useradd --uid 10001 --home-dir /data --shell /usr/sbin/nologin meetworthy \
    && install --directory --owner=meetworthy --group=meetworthy --mode=0700 /data
COPY --from=build /opt/meetworthy /opt/meetworthy
ENV PATH=/opt/meetworthy/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    MEETWORTHY_DATA=/data
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
ENTRYPOINT ["meetworthy"]
CMD ["serve", "--host", "0.0.0.0"]
