package org.learnedpartition.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnx.proto.OnnxMl;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.learnedpartition.data.Space;
import org.learnedpartition.model.Similarity;

class OnnxExportTests {
  @Test
  void attributesAreInTheSameOrderInEveryJvmSoThatModelsAreEqual() throws Exception {
    Network network = Network.ofCentres(new float[] {1, 0, 0, 1}, new float[2], 2, 1);
    Space space = new Space(Similarity.COSINE, new float[2], 1);
    OnnxMl.ModelProto model = OnnxMl.ModelProto.parseFrom(OnnxExport.router(network, space, 2));
    List<String> names = new ArrayList<>();
    for (OnnxMl.NodeProto node : model.getGraph().getNodeList()) {
      if (node.getAttributeCount() > 1) {
        node.getAttributeList().forEach(attribute -> names.add(attribute.getName()));
      }
    }
    assertEquals(List.of("axis", "p", "axis", "largest", "sorted"), names);
  }
}
