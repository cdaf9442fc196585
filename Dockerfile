# The program in a container. First `mvn -DskipTests package`, then `docker build -t omnihuman-routes .`
#
#   docker run --read-only --tmpfs /tmp -v omnihuman:/data -v /etc/omnihuman-key:/run/secrets/api-key:ro \
#     omnihuman-routes
#
# The page, on the host's loopback: the README's "In a container".

FROM eclipse-temurin:17-jdk AS unpacked
# Where zips of several versions lie in target: --build-arg VERSION=0.1.0
ARG VERSION=*
COPY target/omnihuman-routes-${VERSION}.zip /tmp/distribution.zip
RUN cd /opt && jar xf /tmp/distribution.zip && mv omnihuman-routes-* omnihuman-routes \
  && chmod +x omnihuman-routes/bin/omnihuman-routes omnihuman-routes/bin/make-archive

FROM eclipse-temurin:17-jre
COPY --from=unpacked /opt/omnihuman-routes /opt/omnihuman-routes
# The classes as this very JVM needs them, so that starts are quicker.
RUN /opt/omnihuman-routes/bin/make-archive \
  && groupadd --gid 10001 omnihuman \
  && useradd --uid 10001 --gid omnihuman --no-create-home --shell /usr/sbin/nologin omnihuman \
  && install -d -o omnihuman -g omnihuman -m 0750 /data
ENV LC_ALL=C.UTF-8 \
    OMNIHUMAN_HOME=/data \
    OMNIHUMAN_GATEWAY_API_KEY_FILE=/run/secrets/api-key
USER omnihuman
WORKDIR /data
# Ledger, inbox and outbox: a volume of its own for each container, on a local disk.
VOLUME /data
STOPSIGNAL SIGTERM
# A stop lets submits under way finish: docker stop --time 90.
# doctor says whether settings, key, folders, disk and ledger are right; it needs no port.
HEALTHCHECK --interval=60s --timeout=20s --start-period=30s \
  CMD ["/opt/omnihuman-routes/bin/omnihuman-routes", "doctor"]
ENTRYPOINT ["/opt/omnihuman-routes/bin/omnihuman-routes"]
CMD ["run"]
