# syntax=docker/dockerfile:1

FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /memdi
COPY .mvn .mvn
COPY pom.xml .
COPY src/main src/main
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp -Dmaven.test.skip=true package

FROM eclipse-temurin:25-jre
RUN useradd --system --uid 10001 --no-create-home memdi
WORKDIR /opt/memdi
# The libraries change less often than memdi: a layer of their own.
COPY --from=build /memdi/target/lib lib
COPY --from=build /memdi/target/memdi.jar .
COPY conf/container.conf conf/jvm.options conf/
# A cache of what the JVM loads and of which code is hot: nodes start in about half the time, and are
# fast earlier. It fits this JVM, these options and these files only; the JVM passes over one that does
# not fit, or is not there.
RUN java @conf/jvm.options -XX:AOTCacheOutput=memdi.aot -cp memdi.jar dev.memdi.Main rehearse || rm -f memdi.aot
RUN mkdir /data && chown memdi /data
VOLUME /data
USER memdi

# 3001: HTTP. 6379: the Redis protocol. 25521: the other nodes, never to be published.
EXPOSE 3001 6379 25521

# Ready means that it can serve requests, not only that the process is there. Bash opens the
# connection, so that the image needs no HTTP client.
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=3 CMD ["bash", "-c", \
  "exec 3<>/dev/tcp/127.0.0.1/3001 && printf 'GET /health/ready HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]

# JDK_JAVA_OPTIONS adds options for the JVM, such as -Xmx4g.
ENTRYPOINT ["java", \
  "@conf/jvm.options", \
  "-XX:MaxRAMPercentage=70", \
  "-XX:AOTCache=memdi.aot", "-Xlog:aot=off", "-Xlog:cds=off", \
  "-cp", "memdi.jar", \
  "dev.memdi.Main"]
CMD ["node", "--config", "conf/container.conf"]
