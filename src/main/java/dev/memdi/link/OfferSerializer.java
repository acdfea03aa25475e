package dev.memdi.link;

import dev.memdi.api.codec.ByteReader;
import dev.memdi.api.codec.ByteWriter;
import dev.memdi.api.codec.StatusCodec;
import java.io.NotSerializableException;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/** {@link Links.Offer}s as bytes. Registered in {@code reference.conf}. */
public final class OfferSerializer extends SerializerWithStringManifest {
  /** Known to every node, and so never to be changed. */
  public static final int IDENTIFIER = 4105;

  private static final String MANIFEST = "o1";

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object offer) {
    return MANIFEST;
  }

  @Override
  public byte[] toBinary(Object message) {
    if (!(message instanceof Links.Offer offer)) {
      throw new IllegalArgumentException("not an offer: " + message.getClass());
    }
    ByteWriter out = new ByteWriter();
    StatusCodec.writeNodeId(offer.from(), out);
    StatusCodec.writeNodeId(offer.to(), out);
    out.putInt(offer.port());
    out.putBytes(offer.token());
    return out.toBytes().array();
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    if (!manifest.equals(MANIFEST)) {
      throw new NotSerializableException(
          "this node knows no offer with the manifest '%s'".formatted(manifest));
    }
    ByteReader in = new ByteReader(bytes, 0, bytes.length);
    Links.Offer offer =
        new Links.Offer(
            StatusCodec.readNodeId(in), StatusCodec.readNodeId(in), in.takeInt(), in.takeBytes());
    in.expectEnd();
    return offer;
  }
}
