"""Road maps: sequences of steps that no party is ever better off leaving."""

from standoff.roadmaps.answers import OBJECTIVES, RoadMaps
from standoff.roadmaps.roadmap import METHODS, RoadMap

__all__ = ["METHODS", "OBJECTIVES", "RoadMap", "RoadMaps"]
