import static org.apache.pekko.http.javadsl.server.Directives.complete;
import static org.apache.pekko.http.javadsl.server.Directives.concat;
import static org.apache.pekko.http.javadsl.server.Directives.entity;
import static org.apache.pekko.http.javadsl.server.Directives.get;
import static org.apache.pekko.http.javadsl.server.Directives.path;
import static org.apache.pekko.http.javadsl.server.Directives.put;
import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.unmarshalling.Unmarshaller;

/// What Pekko HTTP itself costs: `PUT` and `GET /kv/{key}` over a map, by the routing DSL, and nothing else.
///
///     java -cp 'target/lib/*' bench/peers/BareRoute.java PORT
class BareRoute {
  public static void main(String[] args) {
    ActorSystem system = ActorSystem.create("bare");
    ConcurrentHashMap<String, byte[]> map = new ConcurrentHashMap<>();
    Http.get(system)
        .newServerAt("127.0.0.1", Integer.parseInt(args[0]))
        .bind(
            path(
                segment("kv").slash(segment()),
                key ->
                    concat(
                        get(
                            () -> {
                              byte[] value = map.get(key);
                              return value == null
                                  ? complete(StatusCodes.NOT_FOUND)
                                  : complete(HttpResponse.create().withEntity(HttpEntities.create(value)));
                            }),
                        put(
                            () ->
                                entity(
                                    Unmarshaller.entityToByteArray(),
                                    value -> {
                                      map.put(key, value);
                                      return complete(StatusCodes.OK);
                                    })))));
  }
}
