# Rasid with Airflow, from the same hashed lock as `make setup`; docker-compose.yaml runs it.
ARG PYTHON=python:3.11.14-slim-bookworm

FROM ${PYTHON} AS packages
RUN python -m venv /opt/venv
COPY requirements.txt /
# The lock names every package; --no-deps keeps pip from adding one that it does not.
RUN /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --require-hashes --requirement /requirements.txt

FROM ${PYTHON}
RUN groupadd --gid 10001 rasid \
    && useradd --uid 10001 --gid rasid --no-create-home --home-dir /var/lib/rasid --shell /usr/sbin/nologin rasid \
    && install --directory --owner=rasid --group=rasid /var/lib/rasid /var/lib/rasid/airflow /var/lib/rasid/airflow/logs /var/lib/rasid/archive
COPY --from=packages /opt/venv /opt/venv
WORKDIR /opt/rasid
COPY dags dags
COPY plugins plugins
COPY include include
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONPATH=/opt/rasid \
    PYTHONUNBUFFERED=1 \
    LANG=C.UTF-8 \
    RASID_HOME=/var/lib/rasid \
    AIRFLOW_HOME=/var/lib/rasid/airflow \
    AIRFLOW__CORE__DAGS_FOLDER=/opt/rasid/dags \
    AIRFLOW__CORE__PLUGINS_FOLDER=/opt/rasid/plugins
USER rasid
CMD ["airflow", "version"]
